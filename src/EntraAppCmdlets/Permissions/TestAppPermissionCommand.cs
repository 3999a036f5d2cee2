using System.Management.Automation;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Model;
using EntraAppCmdlets.Reports;

namespace EntraAppCmdlets;

/// <summary>Finds permissions of Microsoft Graph that an app requests without need: covered by others, or more than its requests take.</summary>
/// <remarks>
/// <para>Without -Request and -ActivityLogPath, a permission is found if another one of the same type that the app requests allows every request
/// that it allows. With them, permissions that the requests don't need or need less of are found too, and with -Request those that are
/// missing.</para>
/// <para>What a permission allows is taken from the permission data that Microsoft publishes. It lists requests, not the objects and properties
/// that a permission reaches, and not every request of every preview: check a finding before you run its Fix. Permissions that only sign users
/// in, such as User.Read, are never found. A warning names the permissions that can't be judged: those of other APIs, and those that the data has
/// no requests for.</para>
/// <para>Risk is Critical where the tenant or all data of a service is at stake. Before Grant-AppAdminConsent grants those of them that amount to control of the tenant, it
/// asks.</para>
/// <para>Nothing is changed. If there are no findings, there is no output: -Verbose says so, and -Quiet writes True.</para>
/// </remarks>
/// <example>
/// <code>Test-AppPermission 'authentik Entra Provider' | Format-List</code>
/// <para>Shows what the app requests although another of its permissions covers it, with the command that removes it.</para>
/// </example>
/// <example>
/// <code>Get-VendorAppRegistration Invictus | Test-AppPermission -Request 'GET /users', 'POST /users/{id}/sendMail' -Type Application</code>
/// <para>Compares the application permissions with what the vendor says that its product calls.</para>
/// </example>
/// <example>
/// <code>Get-VendorAppRegistration * | Test-AppPermission -ActivityLogPath ./MicrosoftGraphActivityLogs.csv | Export-Csv findings.csv</code>
/// <para>Finds the permissions that no app of the tenant has used in the time of the log.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "AppPermission")]
[OutputType(typeof(AppPermissionFinding), typeof(bool))]
[GraphPermission(Application = ["Application.Read.All"], Delegated = ["Application.Read.All"])]
public sealed class TestAppPermissionCommand : AppReadCmdlet
{
    private readonly List<KnownRequest> _requests = [];
    private GraphActivityLog? _log;

    /// <summary>The requests that the app sends: a method and a path or URL each, such as 'GET /users/{id}'. The version, keys and a query are
    /// ignored.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(RequestCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Request { get; set; } = [];

    /// <summary>
    /// Files of Microsoft Graph activity logs (MicrosoftGraphActivityLogs), exported as CSV or JSON, or written to storage by a diagnostic
    /// setting. Wildcards are allowed. The columns AppId, RequestMethod and RequestUri are needed; TimeGenerated, ResponseStatusCode, Roles
    /// and Scopes are used where they exist.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] ActivityLogPath { get; set; } = [];

    /// <summary>Only permissions of this type. Without it both, and each request of -Request counts for both.</summary>
    [Parameter]
    public AppPermissionType? Type { get; set; }

    /// <summary>Writes True if there are no findings for an app, else False.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private protected override bool TakesPlanned => true;

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken cancellationToken)
    {
        await base.BeginAsync(cancellationToken);
        _requests.AddRange(Request.Select(RequestCatalogue.Default.Get));
        foreach (var path in ActivityLogPath.SelectMany(FilesOf).ToList())
        {
            _log ??= new GraphActivityLog(RequestCatalogue.Default);
            await _log.ReadAsync(path, cancellationToken);
        }
    }

    private protected override Task<IEnumerable<object>> ReadAsync(
        CommandContext work,
        AppRegistration app,
        CancellationToken cancellationToken
    ) => Task.FromResult(Judge(app));

    /// <summary>Judges an app when its turn to be written comes, so that warnings about it come before its findings.</summary>
    private IEnumerable<object> Judge(AppRegistration app)
    {
        var logged = _log?.Of(app.AppId);
        if (_log is not null && logged is null)
        {
            Log.Warning($"The activity log has no request of '{app.DisplayName}'.");
        }

        if (logged?.Unexplained is { Count: > 0 and var count, First: var first })
        {
            var (requests, are, they) = count == 1 ? ("request", "isn't", "it") : ("requests", "aren't", "they");
            Log.Warning(
                $"{count} {requests} of '{app.DisplayName}' in the activity log, such as {first}, {are} explained by Microsoft's permission data. Permissions that {they} may need are not judged."
            );
        }

        var review = new PermissionReview(app, Type);
        if (review.NotJudged() is { Count: > 0 } others)
        {
            Log.Warning(
                $"Not judged for '{app.DisplayName}', because Microsoft's permission data lists no requests of them: {string.Join(", ", others)}."
            );
        }

        var findings = (
            logged is null && _requests.Count == 0
                ? review.Covered()
                : review.Against((logged ?? new RequestUse()).With(_requests), _requests)
        ).ToList();
        if (findings.Count == 0)
        {
            Log.Verbose($"'{app.DisplayName}' requests no permission of Microsoft Graph without need: no findings.");
        }

        if (Quiet)
        {
            yield return findings.Count == 0;
        }

        foreach (var finding in findings.Where(_ => !Quiet))
        {
            yield return finding;
        }
    }

    /// <summary>The files that a path means: the one of exactly this name, else those that fit the pattern.</summary>
    /// <exception cref="AppException">ActivityLogInvalid: no file.</exception>
    private IReadOnlyList<string> FilesOf(string path)
    {
        try
        {
            if (File.Exists(GetUnresolvedProviderPathFromPSPath(path)))
            {
                return [GetUnresolvedProviderPathFromPSPath(path)];
            }

            return GetResolvedProviderPathFromPSPath(path, out var provider) is { Count: > 0 } found && provider.Name == "FileSystem"
                ? found
                : throw ActivityLogErrors.ActivityLogInvalid(path, "there is no such file", null);
        }
        catch (Exception e) when (e is SessionStateException or WildcardPatternException)
        {
            throw ActivityLogErrors.ActivityLogInvalid(path, "there is no such file", e);
        }
    }
}
