using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;

namespace EntraAppCmdlets.Aspects.Federated;

/// <summary>A federated credential as a person asks for it.</summary>
/// <param name="Name">Its name; it can't be changed later.</param>
/// <param name="Issuer">Who issues the tokens.</param>
/// <param name="Subject">Whose tokens are taken, character by character.</param>
/// <param name="Audience">For whom the tokens must be meant; null for the usual audience, or the one that it has.</param>
/// <param name="Description">What it is for; null for nothing, or for the text that it has.</param>
internal sealed record FederatedCredentialRequest(string Name, string Issuer, string Subject, string? Audience, string? Description);

/// <summary>Federated identity credentials: tokens of another issuer that an app may sign in with instead of a secret.</summary>
internal sealed class FederatedCredentialService(CommandContext work)
{
    /// <summary>The audience that tokens are exchanged under by default in the worldwide cloud.</summary>
    public const string DefaultAudience = "api://AzureADTokenExchange";

    private const int Maximum = 20;
    private const int MaximumName = 120;
    private const int MaximumText = 600;

    private readonly ApplicationEditor _application = new(work);

    /// <summary>Refuses what Entra would refuse, and leaves out blanks at the ends, which no token has.</summary>
    /// <exception cref="AppException">FederatedCredentialInvalid.</exception>
    public static FederatedCredentialRequest Check(FederatedCredentialRequest request)
    {
        request = request with { Issuer = request.Issuer.Trim(), Subject = request.Subject.Trim(), Audience = request.Audience?.Trim() };
        if (
            request.Name.Length is 0 or > MaximumName
            || !char.IsAsciiLetterOrDigit(request.Name[0])
            || request.Name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
        )
        {
            throw FederatedCredentialErrors.FederatedCredentialInvalid(
                "name",
                request.Name,
                $"it must have 1 to {MaximumName} letters, digits, '-' and '_', and begin with a letter or digit"
            );
        }

        if (
            !Uri.TryCreate(request.Issuer, UriKind.Absolute, out var issuer)
            || issuer.Scheme != Uri.UriSchemeHttps
            || request.Issuer.Length > MaximumText
        )
        {
            throw FederatedCredentialErrors.FederatedCredentialInvalid("issuer", request.Issuer, "it must be an https address");
        }

        if (string.IsNullOrWhiteSpace(request.Subject) || request.Subject.Length > MaximumText)
        {
            throw FederatedCredentialErrors.FederatedCredentialInvalid(
                "subject",
                request.Subject,
                $"it must have 1 to {MaximumText} characters"
            );
        }

        if (request.Audience is { } audience && (audience.Length is 0 or > MaximumText))
        {
            throw FederatedCredentialErrors.FederatedCredentialInvalid("audience", audience, $"it must have 1 to {MaximumText} characters");
        }

        return request;
    }

    /// <summary>Refuses what Entra would accept although no token can ever match it, besides what it would refuse.</summary>
    /// <exception cref="AppException">FederatedCredentialInvalid.</exception>
    public static FederatedCredentialRequest CheckMatching(FederatedCredentialRequest request)
    {
        request = Check(request);
        return FederatedTokenWarnings.Mismatch(request) is var (what, value, rule)
            ? throw FederatedCredentialErrors.FederatedCredentialInvalid(what, value, rule)
            : request;
    }

    /// <summary>Says what adding it would change.</summary>
    /// <exception cref="AppException">FederatedCredentialDiffers, FederatedCredentialTaken, TooManyFederatedCredentials.</exception>
    public Task<AppChange> PlanAddAsync(AppRegistration app, FederatedCredentialRequest request, CancellationToken cancellationToken) =>
        PlanAddAsync(app, [request], cancellationToken);

    /// <summary>Says what adding them would change.</summary>
    /// <inheritdoc cref="PlanAddAsync(AppRegistration, FederatedCredentialRequest, CancellationToken)"/>
    public async Task<AppChange> PlanAddAsync(
        AppRegistration app,
        IReadOnlyList<FederatedCredentialRequest> requests,
        CancellationToken cancellationToken
    )
    {
        var plannedAt = _application.Now;
        return Adding(app, requests, await ReadAsync(app, cancellationToken).ConfigureAwait(false), plannedAt);
    }

    /// <summary>Says what adding them to those that the app has would change.</summary>
    /// <param name="app">The app.</param>
    /// <param name="requests">What is asked for.</param>
    /// <param name="there">The federated credentials that the app has.</param>
    /// <param name="plannedAt">When these were read; null for an app that was just made and has none.</param>
    /// <exception cref="AppException">FederatedCredentialDiffers, FederatedCredentialTaken, TooManyFederatedCredentials.</exception>
    public AppChange Adding(
        AppRegistration app,
        IReadOnlyList<FederatedCredentialRequest> requests,
        IReadOnlyList<AppCredential> there,
        long? plannedAt
    )
    {
        var all = there.ToList();
        var (writes, words) = (new List<AppWrite>(), new List<string>());
        foreach (var request in requests)
        {
            var place = all.FindIndex(item => Same(item.DisplayName, request.Name));
            if (place >= 0)
            {
                if ((all[place].Issuer, all[place].Subject) != (request.Issuer, request.Subject))
                {
                    throw FederatedCredentialErrors.FederatedCredentialDiffers(app, all[place]);
                }

                Change(place, request);
                continue;
            }

            if (all.Find(item => item.Issuer == request.Issuer && item.Subject == request.Subject) is { } taken)
            {
                throw FederatedCredentialErrors.FederatedCredentialTaken(app, taken);
            }

            if (all.Count >= Maximum)
            {
                throw FederatedCredentialErrors.TooManyFederatedCredentials(app, Maximum);
            }

            Add(request);
        }

        return new AppChange(app, With(), cancel => PlanAddAsync(app, requests, cancel))
        {
            PlannedAt = plannedAt,
            Words = words,
            NoChangeReason =
                $"'{app.DisplayName}' has the federated credential{(requests.Count > 1 ? "s" : "")} {string.Join(", ", requests.Select(request => $"'{request.Name}'"))} already",
            Writes = writes,
            Result = With,
            Warnings = [.. requests.SelectMany(FederatedTokenWarnings.Of)],
            // Perhaps made by the attempt before, or by another run: the next read shows it.
            MayBeRepeated = static error => error.OutcomeUnknown || error.Is(409, "Request_MultipleObjectsWithSameKeyValue"),
        };

        void Add(FederatedCredentialRequest request)
        {
            var body = new FederatedCredentialResource
            {
                Name = request.Name,
                Issuer = request.Issuer,
                Subject = request.Subject,
                Audiences = [request.Audience ?? work.Connection.Cloud.TokenExchangeAudience],
                Description = request.Description,
            };
            var place = all.Count;
            all.Add(ToCredential(app, body));
            words.Add(
                $"add the federated credential '{request.Name}' for tokens of {request.Issuer} with the subject {request.Subject} and the audience {all[place].Audience}{AppChange.Staying(there.Count)}"
            );
            var post = GraphRequest
                .Post(
                    $"applications/{app.Id}/federatedIdentityCredentials",
                    body,
                    ResourceJson.Default.FederatedCredentialResource,
                    PriorState.Nothing
                )
                .Describe($"add the federated credential '{request.Name}' to '{app.DisplayName}'");
            writes.Add(
                new AppWrite(
                    post,
                    answer =>
                    {
                        all[place] = ToCredential(app, answer.Read(ResourceJson.Default.FederatedCredentialResource));
                        ApplicationEditor.RememberCredentials(work, app, [all[place]]);
                    }
                )
            );
        }

        void Change(int place, FederatedCredentialRequest request)
        {
            var before = all[place];
            var after = before with
            {
                Audience = request.Audience ?? before.Audience,
                Description = request.Description ?? before.Description,
            };
            if (after == before)
            {
                return;
            }

            all[place] = after;
            var patch = new FederatedCredentialResource();
            if (after.Audience != before.Audience)
            {
                patch.Audiences = [after.Audience!];
                words.Add(
                    $"change the audience of the federated credential '{before.DisplayName}' from {before.Audience} to {after.Audience}"
                );
            }

            if (after.Description != before.Description)
            {
                patch.Description = after.Description;
                words.Add($"change the description of the federated credential '{before.DisplayName}' to '{after.Description}'");
            }

            var write = GraphRequest
                .Patch(
                    $"applications/{app.Id}/federatedIdentityCredentials/{before.KeyId}",
                    patch,
                    ResourceJson.Default.FederatedCredentialResource,
                    Prior(before)
                        .About(
                            new FederatedCredentialResource { Name = before.DisplayName },
                            ResourceJson.Default.FederatedCredentialResource
                        )
                )
                .Idempotent()
                .Describe($"change the federated credential '{before.DisplayName}' of '{app.DisplayName}'");
            writes.Add(new AppWrite(write, _ => ApplicationEditor.RememberCredentials(work, app, [after])));
        }

        // The others of the app have been read for this, so that they are shown too.
        AppRegistration With() =>
            app with
            {
                Credentials = [.. app.Known.Credentials.Where(item => item.Kind != AppCredentialKind.Federated), .. all],
                FederatedRead = true,
            };
    }

    /// <summary>The federated credentials of an app.</summary>
    public async Task<IReadOnlyList<AppCredential>> ReadAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        if (app.IsPlanned)
        {
            return [.. app.Known.Credentials.Where(credential => credential.Kind == AppCredentialKind.Federated)];
        }

        var page = await work.ReadAsync(
                app,
                cancel => work.Graph.SendAsync(ReadRequest(app), ResourceJson.Default.GraphPageFederatedCredentialResource, cancel),
                cancellationToken
            )
            .ConfigureAwait(false);
        var recent = work.Recent.Apply(
            app.AppId,
            nameof(AppRegistration.Credentials),
            page.Value.Select(federated => ToCredential(app, federated)),
            credential => credential.KeyId
        );
        return [.. recent.Where(credential => credential.Kind == AppCredentialKind.Federated)];
    }

    public GraphRequest ReadRequest(AppRegistration app) =>
        work.AmongOthers(
            app.AppId,
            GraphRequest
                .Get($"applications/{app.Id}/federatedIdentityCredentials")
                .Describe($"read the federated credentials of '{app.DisplayName}'")
                .LooksUp("applications", "id", app.Id!.Value, null, "federatedIdentityCredentials")
        );

    public static GraphRequest RemoveRequest(AppRegistration app, AppCredential credential) =>
        GraphRequest
            .Delete($"applications/{app.Id}/federatedIdentityCredentials/{credential.KeyId}", Prior(credential))
            .Idempotent()
            .Describe($"remove the federated credential '{credential.DisplayName}' of '{app.DisplayName}'");

    private static PriorState Prior(AppCredential credential) =>
        PriorState.Of(
            new FederatedCredentialResource
            {
                Id = credential.KeyId,
                Name = credential.DisplayName,
                Issuer = credential.Issuer,
                Subject = credential.Subject,
                Audiences = credential.Audience is { } audience ? [audience] : [],
                Description = credential.Description,
            },
            ResourceJson.Default.FederatedCredentialResource
        );

    /// <summary>How the list of credentials shows it.</summary>
    public static AppCredential ToCredential(AppRegistration app, FederatedCredentialResource federated) =>
        new()
        {
            AppId = app.AppId,
            AppDisplayName = app.DisplayName,
            KeyId = federated.Id ?? Guid.Empty,
            Kind = AppCredentialKind.Federated,
            DisplayName = federated.Name,
            Issuer = federated.Issuer,
            Subject = federated.Subject,
            Audience = federated.Audiences?.FirstOrDefault(),
            Description = federated.Description,
        };

    // The service keeps names apart without regard to case.
    private static bool Same(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
