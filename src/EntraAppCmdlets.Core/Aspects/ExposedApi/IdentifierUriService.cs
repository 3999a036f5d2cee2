using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Aspects.ExposedApi;

/// <summary>Application ID URIs: the names by which others ask for tokens for an app.</summary>
internal sealed class IdentifierUriService(CommandContext work)
{
    private const int MaximumLength = 255;

    private readonly ApplicationEditor _application = new(work);

    /// <summary>The one that every app may have.</summary>
    public static string DefaultFor(AppRegistration app) => $"api://{app.AppId}";

    /// <summary>An Application ID URI without blanks at its ends. Refuses what can't be one in any tenant.</summary>
    /// <exception cref="AppException">IdentifierUriInvalid.</exception>
    public static string Check(string uri)
    {
        uri = uri.Trim();
        if (!Uri.TryCreate(uri, UriKind.Absolute, out _) || uri.StartsWith('/'))
        {
            throw ExposedApiErrors.IdentifierUriInvalid(uri, "it is not an absolute address");
        }

        if (uri.Length > MaximumLength)
        {
            throw ExposedApiErrors.IdentifierUriInvalid(uri, $"it has {uri.Length} characters, {MaximumLength} are allowed");
        }

        if (uri.EndsWith('/'))
        {
            throw ExposedApiErrors.IdentifierUriInvalid(uri, $"it ends with a slash; use {uri.TrimEnd('/')}");
        }

        if (uri.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)))
        {
            throw ExposedApiErrors.IdentifierUriInvalid(uri, "it contains a blank or a control character");
        }

        return uri;
    }

    /// <summary>Refuses what doesn't go with the accounts that sign in to the app.</summary>
    /// <exception cref="AppException">IdentifierUriInvalid.</exception>
    public static void CheckAudience(IEnumerable<string> uris, AppSignInAudience? audience)
    {
        if (AccountTypes.AllowsPersonalAccounts(audience) && uris.FirstOrDefault(uri => uri.AsSpan().ContainsAny('?', '#')) is { } found)
        {
            throw ExposedApiErrors.IdentifierUriInvalid(found, "a query (?) or a fragment (#) does not go with personal accounts");
        }
    }

    /// <summary>Says what setting them would change.</summary>
    /// <param name="app">The app.</param>
    /// <param name="uris">What it shall have; empty for the default one.</param>
    /// <param name="replace">Whether those that are there and not named go.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<AppChange> PlanSetAsync(
        AppRegistration app,
        IReadOnlyList<string> uris,
        bool replace,
        CancellationToken cancellationToken
    )
    {
        var plannedAt = _application.Now;
        var now = await _application.ReadAsync(app, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<string> wanted = uris.Count > 0 ? uris : [DefaultFor(now)];
        var added = wanted.Except(now.Known.IdentifierUris, StringComparer.OrdinalIgnoreCase).ToList();
        CheckAudience(added, now.SignInAudience);
        var removed = replace ? now.Known.IdentifierUris.Except(wanted, StringComparer.OrdinalIgnoreCase).ToList() : [];
        var words = new List<string>();
        if (added.Count > 0)
        {
            words.Add($"add the Application ID URI {InWords(now, added)}");
        }

        if (removed.Count > 0)
        {
            words.Add($"remove the Application ID URI {InWords(now, removed)}; who asks for tokens by that name is refused from then on");
        }

        var expected = now with { IdentifierUris = [.. now.Known.IdentifierUris.Except(removed), .. added] };
        return new AppChange(app, expected, cancel => PlanSetAsync(app, uris, replace, cancel))
        {
            PlannedAt = plannedAt,
            Words = words,
            NoChangeReason = $"'{app.DisplayName}' has the Application ID URI {InWords(now, wanted)} already",
            Writes = words.Count == 0 ? [] : [Write(now, expected, added, removed)],
            Explain = error => Explain(error, added),
        };
    }

    /// <summary>The request that writes them all.</summary>
    public AppWrite Write(AppRegistration before, AppRegistration expected, IReadOnlyList<string> added, IReadOnlyList<string> removed) =>
        ApplicationEditor.Patch(
            before,
            new ApplicationResource { IdentifierUris = [.. expected.Known.IdentifierUris] },
            $"set the Application ID URI of '{expected.DisplayName}'",
            () => work.Recent.Record(expected.AppId, nameof(expected.IdentifierUris), added, removed)
        );

    /// <summary>What the service's refusals of a URI mean for a person.</summary>
    public static AppException? Explain(GraphException error, IReadOnlyList<string> added) =>
        error.Code == "HostNameNotOnVerifiedDomain" || error.Details.Any(detail => detail.Code == "HostNameNotOnVerifiedDomain")
            ? ExposedApiErrors.IdentifierUriNotAllowed(string.Join(", ", added), error)
        : error.Status == 400 && error.Says("for property identifierUris already exists")
            ? ExposedApiErrors.IdentifierUriTaken(string.Join(", ", added), error)
        : null;

    /// <summary>An app that is only planned has no id yet that its URI could hold.</summary>
    public static string InWords(AppRegistration app, IEnumerable<string> uris) =>
        string.Join(
            ", ",
            uris.Select(uri => app.IsPlanned ? uri.Replace(Guid.Empty.ToString(), "(its application ID)", StringComparison.Ordinal) : uri)
        );
}
