using System.Globalization;
using System.Text;
using EntraAppCmdlets.Connections;

namespace EntraAppCmdlets.Vendors;

/// <summary>The values of the names that a template's texts use, and so the settings that are handed over.</summary>
internal sealed class VendorSettings(TenantConnection connection)
{
    /// <summary>The value of a name of the tenant; null for any other.</summary>
    public string? OfTenant(string name) => name.ToUpperInvariant() switch
    {
        "TENANT.ID" => connection.TenantId.ToString(),
        // Who may not read the domain still gets what works in its place.
        "TENANT.DOMAIN" => connection.Info.DefaultDomain ?? connection.TenantId.ToString(),
        _ => null,
    };

    /// <summary>The value of a name of the app, its endpoints or its secret.</summary>
    public string? OfApp(string name, AppRegistration app, AppClientSecret? secret, AppCredential? there = null)
    {
        var endpoint = AppEndpoint.Of(connection.Cloud.Authority, connection.Cloud.GraphEndpoint, connection.TenantId.ToString(), app.AppId, v1: false);
        return name.ToUpperInvariant() switch
        {
            "APP.APPID" => app.IsPlanned ? "<application ID>" : app.AppId.ToString(),
            "APP.OBJECTID" => app.Id?.ToString(),
            "APP.SERVICEPRINCIPALID" => app.ServicePrincipalId?.ToString(),
            "APP.DISPLAYNAME" => app.DisplayName,
            "APP.IDENTIFIERURI" => app.IdentifierUris is [var first, ..] ? first : null,
            "ENDPOINT.AUTHORITY" => endpoint.Authority,
            "ENDPOINT.AUTHORIZATION" => endpoint.AuthorizationEndpoint,
            "ENDPOINT.TOKEN" => endpoint.TokenEndpoint,
            "ENDPOINT.ISSUER" => endpoint.Issuer,
            "ENDPOINT.METADATA" => endpoint.Metadata,
            "SECRET.ENDDATE" => (secret?.EndDateTime ?? there?.EndDateTime) is { } end ? end.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "the end of the secret",
            _ => OfTenant(name),
        };
    }

    /// <summary>A text with everything filled in.</summary>
    public string Fill(VendorInput input, string text, AppRegistration app, AppClientSecret? secret, AppCredential? there = null) =>
        input.Fill(text, name => OfApp(name, app, secret, there));

    /// <summary>The settings of an app.</summary>
    /// <param name="template">The template.</param>
    /// <param name="input">Its parameters.</param>
    /// <param name="app">The app.</param>
    /// <param name="secret">The secret just made; null where there is none.</param>
    public IReadOnlyList<VendorAppSetting> Of(VendorTemplate template, VendorInput input, AppRegistration app, AppClientSecret? secret) =>
        [.. template.Settings.Where(setting => input.Holds(setting.When)).Select(setting => Of(template, setting, input, app, secret))];

    private VendorAppSetting Of(VendorTemplate template, TemplateSetting setting, VendorInput input, AppRegistration app, AppClientSecret? secret)
    {
        var only = setting.Value is null ? null : Placeholder.Only(setting.Value);
        var ofPerson = template.Parameters.FirstOrDefault(parameter => parameter.Type == TemplateParameterType.Secret && string.Equals(parameter.Name, only, StringComparison.OrdinalIgnoreCase));
        var isClientSecret = only == Placeholder.SecretText;
        object? value = isClientSecret ? secret?.SecretText
            : ofPerson is not null ? input.SecretOf(ofPerson.Name)
            : setting.Value is null ? null
            : Fill(input, setting.Value, app, secret) is { Length: > 0 } text ? text : null;
        return new VendorAppSetting
        {
            Vendor = template.Id,
            Name = setting.Name,
            Value = value,
            IsSecret = isClientSecret || ofPerson is not null,
            From = value is not null ? null : isClientSecret && secret?.KeyVaultSecretId is { } place ? place : setting.From ?? (isClientSecret ? "New-AppClientSecret: the text of an older secret can't be read back" : Missing(setting, input)),
            Key = setting.Key ?? KeyOf(setting.Name),
        };
    }

    /// <summary>The parameters that a value is made of and that were not given.</summary>
    private static string? Missing(TemplateSetting setting, VendorInput input) =>
        Placeholder.NamesIn(setting.Value ?? "").Where(name => !name.Contains('.', StringComparison.Ordinal) && input.ValuesOf(name).Count == 0).ToList() is { Count: > 0 } names
            ? $"give -{string.Join(" and -", names)}"
            : null;

    /// <summary>A name as environment variables are written.</summary>
    private static string KeyOf(string name)
    {
        var key = new StringBuilder();
        var before = ' ';
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && char.IsAsciiLetterLower(before))
                key.Append('_');
            key.Append(char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_');
            before = c;
        }

        return key.ToString();
    }
}
