using System.Globalization;
using System.Text;
using EntraAppCmdlets.Aspects.Certificates;
using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets.Guides;

/// <summary>The values of the names that a template's texts use, and so the settings that are handed over.</summary>
internal sealed class VendorSettings(TenantConnection connection)
{
    private const string TenantEndpoint = "TENANT.";
    private const string AppsEndpoint = "ENDPOINT.";
    private const string Registration = "APP.";

    /// <summary>The value of a name of the tenant; null for any other.</summary>
    public string? OfTenant(string name) =>
        name.ToUpperInvariant() switch
        {
            "TENANT.ID" => connection.TenantId.ToString(),
            // Who may not read the domain still gets what works in its place.
            "TENANT.DOMAIN" => connection.Info.DefaultDomain ?? connection.TenantId.ToString(),
            "CLOUD.NAME" => connection.Cloud.Name,
            "CLOUD.AUTHORITY" => connection.Cloud.Authority.GetLeftPart(UriPartial.Authority),
            "CLOUD.GRAPH" => connection.Cloud.GraphEndpoint.GetLeftPart(UriPartial.Authority),
            "CLOUD.TOKENEXCHANGEAUDIENCE" => connection.Cloud.TokenExchangeAudience,
            var other when other.StartsWith(TenantEndpoint, StringComparison.Ordinal) => OfEndpoint(
                other[TenantEndpoint.Length..],
                app: null
            ),
            _ => null,
        };

    /// <summary>The value of a name of the endpoints of an app, or of the tenant; null for any other name.</summary>
    private string? OfEndpoint(string name, AppRegistration? app)
    {
        var endpoint = AppEndpoint.Of(connection.Cloud, connection.TenantId, app, v1: false);
        return name switch
        {
            "AUTHORITY" => endpoint.Authority,
            "AUTHORIZATION" => endpoint.AuthorizationEndpoint,
            "TOKEN" => endpoint.TokenEndpoint,
            "ISSUER" => endpoint.Issuer,
            "ISSUERV1" => AppEndpoint.Of(connection.Cloud, connection.TenantId, app, v1: true).Issuer,
            "METADATA" => endpoint.Metadata,
            "KEYS" => endpoint.Keys,
            "LOGOUT" => endpoint.LogoutEndpoint,
            "DEVICECODE" => endpoint.DeviceCodeEndpoint,
            "ADMINCONSENT" => endpoint.AdminConsentEndpoint,
            "FEDERATIONMETADATA" => endpoint.FederationMetadata,
            "TENANTSEGMENT" => endpoint.Authority.TrimEnd('/').Split('/')[^1],
            _ => null,
        };
    }

    /// <summary>The value of a name of the app, its endpoints or its secret.</summary>
    private string? OfApp(string name, VendorInput input, AppRegistration app, AppClientSecret? secret, AppCredential? there)
    {
        var certificate = app
            .Known.Credentials.Where(credential => credential.Kind == AppCredentialKind.Certificate)
            .MaxBy(credential => credential.EndDateTime);
        return name.ToUpperInvariant() switch
        {
            var own when own.StartsWith(Registration, StringComparison.Ordinal) => OfRegistration(own[Registration.Length..], app),
            // An app that signs in without a user does so at a tenant of its own choice, also a multitenant one.
            var endpoint when endpoint.StartsWith(AppsEndpoint, StringComparison.Ordinal) => OfEndpoint(
                endpoint[AppsEndpoint.Length..],
                input.SignsInAsApp ? app with { SignInAudience = null } : app
            ),
            "CERTIFICATE.THUMBPRINT" => input.Certificate is { } given ? CertificateService.ThumbprintOf(given) : certificate?.Thumbprint,
            "CERTIFICATE.SUBJECT" => input.Certificate?.Subject ?? certificate?.DisplayName,
            "CERTIFICATE.ENDDATE" => Day(input.Certificate?.NotAfter.ToUniversalTime() ?? certificate?.EndDateTime),
            "SECRET.ENDDATE" => Day(secret?.EndDateTime ?? there?.EndDateTime) ?? "the expiry date of the secret",
            _ => OfTenant(name),
        };
    }

    /// <summary>The value of what apps of a template know of each other; null for any other name.</summary>
    /// <param name="name">The name, without the app.</param>
    /// <param name="app">The app.</param>
    /// <param name="of">Which app it is, where that must be said.</param>
    public static string? OfRegistration(string name, AppRegistration app, string of = "")
    {
        return name.ToUpperInvariant() switch
        {
            "APPID" => app.IsPlanned ? $"<application ID{of}>" : app.AppId.ToString(),
            "OBJECTID" => app.Id?.ToString() ?? Planned("object ID"),
            "SERVICEPRINCIPALID" => app.ServicePrincipalId?.ToString() ?? Planned("service principal ID"),
            "DISPLAYNAME" => app.DisplayName,
            "IDENTIFIERURI" => app.IdentifierUris is [var first, ..] ? first : Planned("Application ID URI"),
            _ => null,
        };

        string? Planned(string what) => app.IsPlanned ? $"<{what}{of}>" : null;
    }

    private static string? Day(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A text with everything filled in.</summary>
    public string Fill(VendorInput input, string text, AppRegistration app, AppClientSecret? secret, AppCredential? there = null) =>
        input.Fill(text, name => OfApp(name, input, app, secret, there));

    /// <summary>The settings of an app.</summary>
    /// <param name="template">The template.</param>
    /// <param name="input">Its parameters.</param>
    /// <param name="app">The app.</param>
    /// <param name="secret">The secret just made; null without one.</param>
    /// <param name="keptAt">The address of an earlier secret in a Key Vault.</param>
    public IReadOnlyList<VendorAppSetting> Of(
        VendorTemplate template,
        VendorInput input,
        AppRegistration app,
        AppClientSecret? secret,
        string? keptAt = null
    ) =>
        [
            .. template
                .Settings.Where(setting => input.Holds(setting.When))
                .Select(setting => Of(template, setting, input, app, secret, keptAt)),
        ];

    /// <summary>The first parameter without a value that a setting is made of and that the template names no other source for; null if all have
    /// one.</summary>
    public static TemplateParameter? Lacking(VendorTemplate template, VendorInput input) =>
        (
            from setting in template.Settings
            where setting.From is null && input.Holds(setting.When)
            from name in Missing(setting, input)
            select template.AllParameters().First(parameter => string.Equals(parameter.Name, name, StringComparison.OrdinalIgnoreCase))
        ).FirstOrDefault();

    private VendorAppSetting Of(
        VendorTemplate template,
        TemplateSetting setting,
        VendorInput input,
        AppRegistration app,
        AppClientSecret? secret,
        string? keptAt
    )
    {
        var only = setting.Value is null ? null : Placeholder.Only(setting.Value);
        var ofPerson = template.Parameters.FirstOrDefault(parameter =>
            parameter.Type == TemplateParameterType.Secret && string.Equals(parameter.Name, only, StringComparison.OrdinalIgnoreCase)
        );
        var isClientSecret = only == Placeholder.SecretText;
        var missing = Missing(setting, input);
        var place = isClientSecret
            ? secret is null
                ? keptAt
                : secret.KeyVaultSecretId
            : null;
        object? value =
            isClientSecret ? secret?.SecretText
            : ofPerson is not null ? input.SecretOf(ofPerson.Name)
            : setting.Value is null || missing.Count > 0 ? null
            : Fill(input, setting.Value, app, secret) is { Length: > 0 } text ? text
            : null;
        return new VendorAppSetting
        {
            Vendor = template.Id,
            Name = setting.Name,
            Value = value,
            IsSecret = isClientSecret || ofPerson is not null,
            From = value is not null
                ? null
                : place
                    ?? setting.From
                    ?? (
                        isClientSecret ? "not known; Entra shows the value of a secret only once"
                        : missing.Count > 0 ? $"give -{string.Join(" and -", missing)}"
                        : null
                    ),
            KeyVaultSecretId = place,
            Key = KeyOf(setting),
        };
    }

    /// <summary>The parameters that a value is made of and that have none.</summary>
    private static List<string> Missing(TemplateSetting setting, VendorInput input) =>
        [
            .. Placeholder
                .NamesIn(setting.Value ?? "")
                .Select(name => input.PrincipalIn(name) ?? name)
                .Where(name => !name.Contains('.', StringComparison.Ordinal) && !input.HasValue(name))
                .Distinct(StringComparer.OrdinalIgnoreCase),
        ];

    /// <summary>The name of a setting as an environment variable.</summary>
    internal static string KeyOf(TemplateSetting setting) => setting.Key ?? KeyOf(setting.Name);

    /// <summary>A name as environment variables are written: capital letters and digits, with one underscore between words.</summary>
    internal static string KeyOf(string name)
    {
        var key = new StringBuilder();
        var before = ' ';
        foreach (var c in name)
        {
            var isNewWord = !char.IsAsciiLetterOrDigit(before) || (char.IsAsciiLetterUpper(c) && char.IsAsciiLetterLower(before));
            if (char.IsAsciiLetterOrDigit(c))
            {
                key.Append(isNewWord && key.Length > 0 ? "_" : "").Append(char.ToUpperInvariant(c));
            }

            before = c;
        }

        // No shell takes a name that begins with a digit, or none at all.
        return key.Length == 0 || char.IsAsciiDigit(key[0]) ? $"_{key}" : key.ToString();
    }
}
