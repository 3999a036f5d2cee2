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
    /// <summary>The audience that tokens are exchanged under by default.</summary>
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

    /// <summary>Says what adding it would change.</summary>
    /// <exception cref="AppException">FederatedCredentialDiffers, FederatedCredentialTaken, TooManyFederatedCredentials.</exception>
    public async Task<AppChange> PlanAddAsync(AppRegistration app, FederatedCredentialRequest request, CancellationToken cancellationToken)
    {
        var plannedAt = _application.Now;
        var all = await ReadAsync(app, cancellationToken).ConfigureAwait(false);
        if (all.FirstOrDefault(item => Same(item.DisplayName, request.Name)) is { } named)
        {
            return named.Issuer == request.Issuer && named.Subject == request.Subject
                ? PlanChange(named)
                : throw FederatedCredentialErrors.FederatedCredentialDiffers(app, named);
        }

        if (all.FirstOrDefault(item => item.Issuer == request.Issuer && item.Subject == request.Subject) is { } taken)
        {
            throw FederatedCredentialErrors.FederatedCredentialTaken(app, taken);
        }

        if (all.Count >= Maximum)
        {
            throw FederatedCredentialErrors.TooManyFederatedCredentials(app, Maximum);
        }

        var body = new FederatedCredentialResource
        {
            Name = request.Name,
            Issuer = request.Issuer,
            Subject = request.Subject,
            Audiences = [request.Audience ?? DefaultAudience],
            Description = request.Description,
        };
        var made = ToCredential(app, body);
        var post = GraphRequest
            .Post($"applications/{app.Id}/federatedIdentityCredentials", body, ResourceJson.Default.FederatedCredentialResource)
            .Describe($"add the federated credential '{request.Name}' to '{app.DisplayName}'");
        return Plan(
            With(made),
            [
                new AppWrite(
                    post,
                    answer =>
                    {
                        made = ToCredential(app, answer.Read(ResourceJson.Default.FederatedCredentialResource));
                        ApplicationEditor.RememberCredentials(work, app, [made]);
                    }
                ),
            ],
            ""
        ) with
        {
            Result = () => With(made),
            Words =
            [
                $"add the federated credential '{request.Name}' for tokens of {request.Issuer} with the subject {request.Subject} and the audience {made.Audience}{AppChange.Staying(all.Count)}",
            ],
        };

        AppChange PlanChange(AppCredential there)
        {
            var after = there with
            {
                Audience = request.Audience ?? there.Audience,
                Description = request.Description ?? there.Description,
            };
            if (after == there)
            {
                return Plan(With(there), [], $"'{app.DisplayName}' has the federated credential '{there.DisplayName}' already");
            }

            var patch = new FederatedCredentialResource();
            var words = new List<string>();
            if (after.Audience != there.Audience)
            {
                patch.Audiences = [after.Audience!];
                words.Add(
                    $"change the audience of the federated credential '{there.DisplayName}' from {there.Audience} to {after.Audience}"
                );
            }

            if (after.Description != there.Description)
            {
                patch.Description = after.Description;
                words.Add($"change the description of the federated credential '{there.DisplayName}' to '{after.Description}'");
            }

            var write = GraphRequest
                .Patch(
                    $"applications/{app.Id}/federatedIdentityCredentials/{there.KeyId}",
                    patch,
                    ResourceJson.Default.FederatedCredentialResource
                )
                .Idempotent()
                .Describe($"change the federated credential '{there.DisplayName}' of '{app.DisplayName}'");
            return Plan(With(after), [new AppWrite(write, _ => ApplicationEditor.RememberCredentials(work, app, [after]))], "") with
            {
                Words = words,
            };
        }

        // The others of the app have been read for this, so that they are shown too.
        AppRegistration With(AppCredential credential) =>
            app with
            {
                Credentials =
                [
                    .. app.Known.Credentials.Where(item => item.Kind != AppCredentialKind.Federated),
                    .. all.Where(item => item.KeyId != credential.KeyId),
                    credential,
                ],
                FederatedRead = true,
            };

        AppChange Plan(AppRegistration expected, IReadOnlyList<AppWrite> writes, string there) =>
            new(app, expected, cancel => PlanAddAsync(app, request, cancel))
            {
                PlannedAt = plannedAt,
                NoChangeReason = there,
                Writes = writes,
                Warnings = FederatedTokenWarnings.Of(request),
                // Perhaps made by the attempt before, or by another run: the next read shows it.
                MayBeRepeated = static error => error.OutcomeUnknown || error.Is(409, "Request_MultipleObjectsWithSameKeyValue"),
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
            .Delete($"applications/{app.Id}/federatedIdentityCredentials/{credential.KeyId}")
            .Idempotent()
            .Describe($"remove the federated credential '{credential.DisplayName}' of '{app.DisplayName}'");

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
