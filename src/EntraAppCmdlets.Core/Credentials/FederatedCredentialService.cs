using EntraAppCmdlets.Connections;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Registrations;

namespace EntraAppCmdlets.Credentials;

/// <summary>A federated credential as a person asks for it.</summary>
/// <param name="Name">Its name; it can't be changed later.</param>
/// <param name="Issuer">Who issues the tokens.</param>
/// <param name="Subject">Whose tokens are taken, character by character.</param>
/// <param name="Audience">For whom the tokens must be meant.</param>
/// <param name="Description">What it is for; null for nothing.</param>
internal sealed record FederatedCredentialRequest(string Name, string Issuer, string Subject, string Audience, string? Description);

/// <summary>Federated identity credentials: tokens of another issuer that an app may sign in with instead of a secret.</summary>
internal sealed class FederatedCredentialService(TenantWork work)
{
    /// <summary>The audience that tokens are exchanged under unless told otherwise.</summary>
    public const string DefaultAudience = "api://AzureADTokenExchange";

    private const int Maximum = 20;
    private const int MaximumName = 120;
    private const int MaximumText = 600;

    private readonly ApplicationWork _application = new(work);

    /// <summary>Refuses what Entra would refuse.</summary>
    /// <exception cref="AppException">FederatedCredentialInvalid.</exception>
    public static FederatedCredentialRequest Check(FederatedCredentialRequest request)
    {
        if (request.Name.Length is 0 or > MaximumName || !char.IsAsciiLetterOrDigit(request.Name[0]) || request.Name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')))
            throw AppErrors.FederatedCredentialInvalid("name", request.Name, $"it must have 1 to {MaximumName} letters, digits, '-' and '_', and begin with a letter or digit");
        if (!Uri.TryCreate(request.Issuer, UriKind.Absolute, out var issuer) || issuer.Scheme != Uri.UriSchemeHttps || request.Issuer.Length > MaximumText)
            throw AppErrors.FederatedCredentialInvalid("issuer", request.Issuer, "it must be an https address");
        if (string.IsNullOrWhiteSpace(request.Subject) || request.Subject.Length > MaximumText)
            throw AppErrors.FederatedCredentialInvalid("subject", request.Subject, $"it must have 1 to {MaximumText} characters");
        if (string.IsNullOrWhiteSpace(request.Audience) || request.Audience.Length > MaximumText)
            throw AppErrors.FederatedCredentialInvalid("audience", request.Audience, $"it must have 1 to {MaximumText} characters");
        return request;
    }

    /// <summary>Says what adding it would change.</summary>
    /// <exception cref="AppException">FederatedCredentialDiffers, FederatedCredentialTaken, TooManyFederatedCredentials.</exception>
    public async Task<AppChange> PlanAddAsync(AppRegistration app, FederatedCredentialRequest request, CancellationToken cancellationToken)
    {
        var plannedAt = _application.Now;
        var all = await ReadAsync(app, cancellationToken).ConfigureAwait(false);
        if (all.FirstOrDefault(item => Same(item.DisplayName, request.Name)) is { } named)
        {
            return named.Issuer == request.Issuer && named.Subject == request.Subject
                ? Plan(With(named), [], $"has the federated credential '{named.DisplayName}' already")
                : throw AppErrors.FederatedCredentialDiffers(app, named);
        }

        if (all.FirstOrDefault(item => item.Issuer == request.Issuer && item.Subject == request.Subject) is { } taken)
            throw AppErrors.FederatedCredentialTaken(app, taken);
        if (all.Count >= Maximum)
            throw AppErrors.TooManyFederatedCredentials(app, Maximum);
        var body = new FederatedCredentialResource { Name = request.Name, Issuer = request.Issuer, Subject = request.Subject, Audiences = [request.Audience], Description = request.Description };
        var made = ToCredential(app, body);
        var post = GraphRequest.Post($"applications/{app.Id}/federatedIdentityCredentials", body, ResourceJson.Default.FederatedCredentialResource)
            .Describe($"add the federated credential '{request.Name}' to '{app.DisplayName}'");
        return Plan(With(made), [new AppWrite(post, answer =>
        {
            made = ToCredential(app, answer.Read(ResourceJson.Default.FederatedCredentialResource));
            CredentialService.Remember(work, app, [made]);
        })], "") with
        {
            Result = () => With(made),
            Words = [$"add the federated credential '{request.Name}' for tokens of {request.Issuer} with the subject {request.Subject}{AppChange.Staying(all.Count)}"],
        };

        // The others of the app have been read for this, so that they are shown too.
        AppRegistration With(AppCredential credential) => app with
        {
            Credentials = [.. app.Credentials.Where(item => item.Kind != AppCredentialKind.Federated), .. all.Where(item => item.KeyId != credential.KeyId), credential],
            FederatedRead = true,
        };

        AppChange Plan(AppRegistration expected, IReadOnlyList<AppWrite> writes, string there) => new(app, expected, cancel => PlanAddAsync(app, request, cancel))
        {
            PlannedAt = plannedAt,
            There = there,
            Writes = writes,
            // Perhaps made by the attempt before, or by another run: the next read shows it.
            MayBeRepeated = static error => error.OutcomeUnknown || error.Is(409, "Request_MultipleObjectsWithSameKeyValue"),
        };
    }

    private async Task<IReadOnlyList<AppCredential>> ReadAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        if (app.IsPlanned)
            return [.. app.Credentials.Where(credential => credential.Kind == AppCredentialKind.Federated)];
        var page = await work.Graph.UntilVisibleAsync(
            $"read '{app.DisplayName}'", cancel => work.Graph.SendAsync(ReadRequest(app), ResourceJson.Default.GraphPageFederatedCredentialResource, cancel),
            error => TooEarly.Read(error) && work.Recent.Touched(app.AppId), cancellationToken).ConfigureAwait(false);
        var recent = work.Recent.Apply(app.AppId, nameof(AppRegistration.Credentials), page.Value.Select(federated => ToCredential(app, federated)), credential => credential.KeyId);
        return [.. recent.Where(credential => credential.Kind == AppCredentialKind.Federated)];
    }

    public static GraphRequest ReadRequest(AppRegistration app) =>
        GraphRequest.Get($"applications/{app.Id}/federatedIdentityCredentials").Describe($"read the federated credentials of '{app.DisplayName}'");

    public static GraphRequest RemoveRequest(AppRegistration app, AppCredential credential) =>
        GraphRequest.Delete($"applications/{app.Id}/federatedIdentityCredentials/{credential.KeyId}").Idempotent().Describe($"remove the federated credential '{credential.DisplayName}' of '{app.DisplayName}'");

    /// <summary>How the list of credentials shows it.</summary>
    public static AppCredential ToCredential(AppRegistration app, FederatedCredentialResource federated) => new()
    {
        AppId = app.AppId,
        AppDisplayName = app.DisplayName,
        KeyId = federated.Id ?? Guid.Empty,
        Kind = AppCredentialKind.Federated,
        DisplayName = federated.Name,
        Issuer = federated.Issuer,
        Subject = federated.Subject,
    };

    // The service keeps names apart without regard to case.
    private static bool Same(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
