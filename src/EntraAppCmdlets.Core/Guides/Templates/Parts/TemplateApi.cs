using System.Text.Json;
using EntraAppCmdlets.Aspects.ExposedApi;

namespace EntraAppCmdlets.Guides;

internal sealed record TemplateApi
{
    public required string Step { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? When { get; set; }

    public required string IdentifierUri { get; init; }

    public IReadOnlyList<TemplateScope> Scopes { get; set; } = [];

    public IReadOnlyList<TemplateAuthorizedClient> AuthorizedClients { get; set; } = [];

    /// <summary>The API that the app shall expose.</summary>
    public ExposedApiSpec ToSpec(VendorInput input) =>
        new()
        {
            Step = Step,
            IdentifierUri = input.Fill(IdentifierUri, name => name == "app.appId" ? ExposedApiSpec.AppId : null),
            Scopes = [.. Exposed(input).Select(scope => scope.ToScope(input))],
            ScopeSteps = [.. Exposed(input).Select(scope => scope.Step)],
            Clients =
            [
                .. from client in AuthorizedClients
                where input.Holds(client.When)
                from appId in input.Expand(client.AppId)
                where appId.Length > 0
                select new WantedClient(
                    Guid.TryParse(appId, out var id)
                        ? id
                        : throw GuideErrors.VendorParameterInvalid(
                            input.Template,
                            Placeholder.Only(client.AppId) ?? "appId",
                            $"must be an application (client) ID; '{appId}' isn't one"
                        ),
                    client.Scopes,
                    client.Step
                ),
            ],
        };

    private IEnumerable<TemplateScope> Exposed(VendorInput input) => Scopes.Where(scope => input.Holds(scope.When));

    /// <summary>What asks for this API; null where the app exposes none.</summary>
    public static TemplateApi? From(ExposedApiSpec spec, CapturedTexts texts) =>
        spec.IdentifierUri is not { } uri
            ? null
            : new()
            {
                Step = texts.Step("api", "Expose an API", "Set the Application ID URI and expose the scopes."),
                IdentifierUri = string.Join("{app.appId}", uri.Split(ExposedApiSpec.AppId).Select(texts.Url)),
                Scopes = [.. spec.Scopes.Select(scope => TemplateScope.From(scope, texts))],
                AuthorizedClients =
                [
                    .. spec.Clients.Select(client => new TemplateAuthorizedClient
                    {
                        AppId = client.AppId.ToString(),
                        Scopes = client.Scopes,
                    }),
                ],
            };
}

internal sealed record TemplateAuthorizedClient
{
    public required string AppId { get; init; }

    public IReadOnlyList<string> Scopes { get; set; } = [];

    public string? Step { get; set; }

    public IReadOnlyDictionary<string, JsonElement>? When { get; set; }
}

internal sealed record TemplateScope
{
    public required string Value { get; init; }

    public required AppScopeConsent Consent { get; init; }

    public required string AdminTitle { get; init; }

    public required string AdminText { get; init; }

    public string? UserTitle { get; set; }

    public string? UserText { get; set; }

    public string? Step { get; set; }

    public IReadOnlyDictionary<string, JsonElement>? When { get; set; }

    /// <summary>The scope; its ID is made when it is added.</summary>
    public AppApiScope ToScope(VendorInput input) =>
        new()
        {
            Id = Guid.Empty,
            Value = input.Fill(Value),
            Consent = Consent,
            AdminConsentDisplayName = input.Fill(AdminTitle),
            AdminConsentDescription = input.Fill(AdminText),
            UserConsentDisplayName = UserTitle is null ? null : input.Fill(UserTitle),
            UserConsentDescription = UserText is null ? null : input.Fill(UserText),
        };

    /// <summary>What asks for this scope.</summary>
    public static TemplateScope From(AppApiScope scope, CapturedTexts texts) =>
        new()
        {
            Value = texts.Constant(scope.Value),
            Consent = scope.Consent,
            AdminTitle = texts.Optional(scope.AdminConsentDisplayName) ?? texts.Constant(scope.Value),
            AdminText = texts.Optional(scope.AdminConsentDescription) ?? texts.Constant(scope.Value),
            UserTitle = texts.Optional(scope.UserConsentDisplayName),
            UserText = texts.Optional(scope.UserConsentDescription),
        };
}
