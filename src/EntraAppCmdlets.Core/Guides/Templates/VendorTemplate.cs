using System.Text.Json;
using System.Text.Json.Serialization;
using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Guides;

// A template as its file says it; the meaning of each field is in template.schema.json, and a test keeps both alike. What is optional has a
// setter: the generated reader would fill an init-only property that the file leaves out with null instead of its default.

internal sealed record VendorTemplate
{
    /// <summary>The version of the format of templates that this module reads and writes.</summary>
    public const int CurrentVersion = 1;

    public int? SchemaVersion { get; set; }

    public required string Id { get; init; }

    public required string Title { get; init; }

    public required string Description { get; init; }

    public VendorAppKind Kind { get; set; }

    public required TemplateGuide Guide { get; init; }

    public IReadOnlyList<TemplateVariant> Variants { get; set; } = [];

    public IReadOnlyList<TemplateParameter> Parameters { get; set; } = [];

    public IReadOnlyList<TemplateStep> Steps { get; set; } = [];

    public TemplateRegistration? Registration { get; set; }

    public TemplateVendorApp? VendorApp { get; set; }

    public TemplateApi? Api { get; set; }

    public IReadOnlyList<TemplateRole> Roles { get; set; } = [];

    public IReadOnlyList<TemplatePermission> Permissions { get; set; } = [];

    public TemplateClaims? Claims { get; set; }

    public TemplateConsent? Consent { get; set; }

    public TemplateEnterpriseApp? EnterpriseApp { get; set; }

    public TemplateSecret? Secret { get; set; }

    public TemplateCertificate? Certificate { get; set; }

    public IReadOnlyList<TemplateFederatedCredential> FederatedCredentials { get; set; } = [];

    /// <summary>Whether the app has several kinds of credentials at once, as an app that was exported may have.</summary>
    public bool SeveralCredentials { get; set; }

    public TemplateOwners? Owners { get; set; }

    public TemplateAccess? Access { get; set; }

    public IReadOnlyList<TemplateDirectoryRole> DirectoryRoles { get; set; } = [];

    public TemplateGroupMembership? GroupMembership { get; set; }

    public IReadOnlyList<TemplateSetting> Settings { get; set; } = [];

    public IReadOnlyList<AppSettingFormat> Formats { get; set; } = [];

    /// <summary>The ways in which the product signs in; the first whose condition holds is taken.</summary>
    [JsonConverter(typeof(TemplateSignInConverter))]
    public IReadOnlyList<TemplateSignIn> SignIn { get; set; } = [];

    public IReadOnlyList<TemplateSymptom> Symptoms { get; set; } = [];

    public IReadOnlyList<TemplateNote> Notes { get; set; } = [];

    /// <summary>The values of the parameters of an exported app, taken where none is given.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Values { get; set; }

    /// <summary>The file, where it is one that <c>-TemplatePath</c> named: the commands that follow must name it too.</summary>
    internal string? NamedFile { get; init; }

    /// <summary>That file as commands take it, with a space before it; empty where they find the template by its vendor.</summary>
    internal string TemplatePathOption => NamedFile is null ? "" : $" -TemplatePath {PowerShellText.Quoted(NamedFile)}";

    /// <summary>The text that it was read from.</summary>
    internal ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>The apps of a template for several, each as a template of its own with what they share; empty for a template for one app.</summary>
    internal IReadOnlyList<VendorTemplate> Apps { get; init; } = [];

    /// <summary>The name by which the other apps of the template know this one; null in a template for one app.</summary>
    internal string? Key { get; init; }

    /// <summary>The template that this is one of the apps of; null for a template from a file.</summary>
    internal VendorTemplate? Whole { get; init; }

    /// <summary>A template for each app, in their order.</summary>
    internal IReadOnlyList<VendorTemplate> Each =>
        Apps.Count == 0 ? [this] : [.. Apps.Select(app => app with { NamedFile = NamedFile, Bytes = Bytes, Whole = this })];

    /// <summary>The name of the parameter that chooses among the variants.</summary>
    public const string VariantParameter = "Variant";

    /// <summary>Whether the registration itself depends on a parameter, directly or through the default of another.</summary>
    public bool IsOfRegistration(string parameter)
    {
        if (Registration is not { } registration)
        {
            return false;
        }

        var conditions = registration.RedirectUris.Select(uri => uri.When).Append(registration.When).Append(EnterpriseApp?.When);
        var used = registration
            .RedirectUris.Select(uri => uri.Uri)
            .Concat([
                registration.DisplayName,
                registration.Audience,
                registration.HomePageUrl ?? "",
                registration.LogoutUrl ?? "",
                registration.TermsOfServiceUrl ?? "",
                registration.PrivacyStatementUrl ?? "",
                registration.Notes ?? "",
                .. EnterpriseApp?.Tags ?? [],
            ])
            .SelectMany(Placeholder.NamesIn)
            .Concat(conditions.SelectMany(condition => condition?.Keys ?? []))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        ParameterUse.Follow(
            used,
            Parameters,
            item => item.Default is { ValueKind: JsonValueKind.String } value ? Placeholder.NamesIn(value.GetString()!) : []
        );
        return used.Contains(parameter);
    }

    /// <summary>The parts that carry out a step, by their names in the file.</summary>
    public IReadOnlyList<string> PartsOf(string step)
    {
        var parts = new (string Name, IEnumerable<string?> Steps)[]
        {
            (
                "registration",
                [
                    Registration?.Step,
                    Registration?.TokenStep,
                    Registration?.SettingStep,
                    .. Registration?.RedirectUris.Select(uri => uri.Step) ?? [],
                ]
            ),
            ("vendorApp", [VendorApp?.Step]),
            (
                "api",
                [Api?.Step, .. Api?.Scopes.Select(scope => scope.Step) ?? [], .. Api?.AuthorizedClients.Select(client => client.Step) ?? []]
            ),
            ("roles", Roles.Select(role => role.Step)),
            ("permissions", Permissions.SelectMany(permission => new[] { permission.Step, permission.AuthorizedClientStep })),
            ("claims", [Claims?.Step, Claims?.Groups?.Step, .. Claims?.Optional.Select(claim => claim.Step) ?? []]),
            ("consent", [Consent?.Step]),
            ("enterpriseApp", [EnterpriseApp?.Step]),
            ("secret", [Secret?.Step]),
            ("certificate", [Certificate?.Step]),
            ("federatedCredentials", FederatedCredentials.Select(credential => credential.Step)),
            ("owners", [Owners?.Step]),
            ("access", [Access?.Step, .. Access?.Assignments.Select(assignment => assignment.Step) ?? []]),
            ("settings", Settings.Select(setting => setting.Step)),
        };
        return [.. parts.Where(part => part.Steps.Contains(step)).Select(part => part.Name)];
    }

    /// <summary>The parameters, with the one that the variants make.</summary>
    public IEnumerable<TemplateParameter> AllParameters() =>
        Variants.Count == 0
            ? Parameters
            : Parameters.Prepend(
                new TemplateParameter
                {
                    Name = VariantParameter,
                    Type = TemplateParameterType.Choice,
                    Help = "The way of the guide to take.",
                    Default = Variants.FirstOrDefault(variant => variant.Default) is { } usual
                        ? JsonSerializer.SerializeToElement(usual.Id, TemplateJson.Default.String)
                        : null,
                    Required = true,
                    Choices = [.. Variants.Select(variant => new TemplateChoice { Value = variant.Id, Help = variant.Description })],
                }
            );
}

internal sealed record TemplateGuide
{
    public required string Title { get; init; }

    public string? Source { get; set; }

    public string? Version { get; set; }

    public string? Date { get; set; }
}

internal sealed record TemplateVariant
{
    public required string Id { get; init; }

    public required string Description { get; init; }

    public bool Default { get; set; }
}

internal enum TemplateParameterType
{
    String,
    HostName,
    Uri,
    Choice,
    Switch,
    Guid,
    Int,
    Principal,
    Secret,
    Certificate,
}

internal sealed record TemplateParameter
{
    public required string Name { get; init; }

    public required TemplateParameterType Type { get; init; }

    public required string Help { get; init; }

    public bool List { get; set; }

    public bool Required { get; set; }

    public JsonElement? Default { get; set; }

    public string? Example { get; set; }

    public string? Pattern { get; set; }

    public string? PatternHelp { get; set; }

    public int? Minimum { get; set; }

    public int? Maximum { get; set; }

    public IReadOnlyList<TemplateChoice> Choices { get; set; } = [];

    public IReadOnlyDictionary<string, JsonElement>? When { get; set; }
}

internal sealed record TemplateChoice
{
    public required string Value { get; init; }

    public string? Inserts { get; set; }

    public string? Help { get; set; }
}

internal enum TemplateActor
{
    Module,
    Person,
}

internal sealed record TemplateStep
{
    public required string Id { get; init; }

    public required string Guide { get; init; }

    public required string Text { get; init; }

    public TemplateActor By { get; set; }

    public IReadOnlyDictionary<string, JsonElement>? When { get; set; }
}

internal sealed record TemplateSetting
{
    public required string Name { get; init; }

    public string? Value { get; set; }

    public string? From { get; set; }

    public string? Key { get; set; }

    public string? Help { get; set; }

    public string? Step { get; set; }

    public IReadOnlyDictionary<string, JsonElement>? When { get; set; }
}

internal enum TemplateFlow
{
    ClientCredentials,
    AuthorizationCode,
}

internal sealed record TemplateSignIn
{
    public required TemplateFlow Flow { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? When { get; set; }
}

/// <summary>Reads and writes one way of signing in as an object, and several as a list.</summary>
internal sealed class TemplateSignInConverter : JsonConverter<IReadOnlyList<TemplateSignIn>>
{
    public override IReadOnlyList<TemplateSignIn> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.StartArray
            ? JsonSerializer.Deserialize(ref reader, TemplateJson.Default.TemplateSignInArray)!
            : [JsonSerializer.Deserialize(ref reader, TemplateJson.Default.TemplateSignIn)!];

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<TemplateSignIn> value, JsonSerializerOptions options)
    {
        if (value is [var only])
        {
            JsonSerializer.Serialize(writer, only, TemplateJson.Default.TemplateSignIn);
        }
        else
        {
            JsonSerializer.Serialize(writer, [.. value], TemplateJson.Default.TemplateSignInArray);
        }
    }
}

internal sealed record TemplateSymptom
{
    public required VendorAppCheck Check { get; init; }

    public required string Text { get; init; }
}

internal sealed record TemplateNote
{
    public required string Text { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? When { get; set; }
}
