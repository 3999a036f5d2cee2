using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace EntraAppCmdlets.Sandbox.KeyVault;

/// <summary>How a vault makes a certificate. What a request leaves out has the vault's own default, renewal by itself among them.</summary>
internal sealed class KeyVaultCertificatePolicy
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private static readonly Dictionary<string, X509KeyUsageFlags> Usages = new(StringComparer.OrdinalIgnoreCase)
    {
        ["digitalSignature"] = X509KeyUsageFlags.DigitalSignature,
        ["nonRepudiation"] = X509KeyUsageFlags.NonRepudiation,
        ["keyEncipherment"] = X509KeyUsageFlags.KeyEncipherment,
        ["dataEncipherment"] = X509KeyUsageFlags.DataEncipherment,
        ["keyAgreement"] = X509KeyUsageFlags.KeyAgreement,
        ["keyCertSign"] = X509KeyUsageFlags.KeyCertSign,
        ["cRLSign"] = X509KeyUsageFlags.CrlSign,
        ["encipherOnly"] = X509KeyUsageFlags.EncipherOnly,
        ["decipherOnly"] = X509KeyUsageFlags.DecipherOnly,
    };

    private readonly X500DistinguishedName _subject;
    private readonly string _subjectText;
    private readonly bool _exportable;
    private readonly bool _reuseKey;
    private readonly string _contentType;
    private readonly IReadOnlyList<string> _purposes;
    private readonly IReadOnlyList<string> _usages;
    private readonly IReadOnlyList<JsonElement> _lifetimeActions;

    private KeyVaultCertificatePolicy(JsonElement policy)
    {
        var key = Part(policy, "key_props");
        var certificate = Part(policy, "x509_props");
        if (Text(Part(policy, "issuer"), "name") is not "Self")
        {
            throw KeyVaultException.BadParameter("The vaults of this tenant issue certificates themselves only: issuer Self.");
        }

        if ((Text(key, "kty") ?? "RSA") is not "RSA")
        {
            throw KeyVaultException.BadParameter("The vaults of this tenant make RSA keys in software only: kty RSA.");
        }

        KeySize = Number(key, "key_size") ?? 2048;
        if (KeySize is not (2048 or 3072 or 4096))
        {
            throw KeyVaultException.BadParameter($"Property policy.key_props.key_size has an invalid value: {KeySize}");
        }

        Months = Number(certificate, "validity_months") ?? 12;
        if (Months < 1)
        {
            throw KeyVaultException.BadParameter("Property policy.x509_props.validity_months must be greater than 0.");
        }

        _subjectText =
            Text(certificate, "subject")
            ?? throw KeyVaultException.BadParameter("Property policy.x509_props must have a subject or subject alternative names.");
        try
        {
            _subject = new X500DistinguishedName(_subjectText);
        }
        catch (CryptographicException)
        {
            throw KeyVaultException.BadParameter($"Property policy.x509_props.subject is not a distinguished name: {_subjectText}");
        }

        _exportable = Flag(key, "exportable") ?? true;
        _reuseKey = Flag(key, "reuse_key") ?? false;
        _contentType = Text(Part(policy, "secret_props"), "contentType") ?? "application/x-pkcs12";
        _purposes = Texts(certificate, "ekus") ?? [ServerAuthentication, ClientAuthentication];
        _usages = Texts(certificate, "key_usage") ?? ["digitalSignature", "keyEncipherment"];
        if (_usages.FirstOrDefault(usage => !Usages.ContainsKey(usage)) is { } unknown)
        {
            throw KeyVaultException.BadParameter($"Property policy.x509_props.key_usage has an invalid value: {unknown}");
        }

        _lifetimeActions =
            policy.TryGetProperty("lifetime_actions", out var actions) && actions.ValueKind == JsonValueKind.Array
                ? [.. actions.EnumerateArray().Select(action => action.Clone())]
                : [];
    }

    public int KeySize { get; }

    public int Months { get; }

    public static KeyVaultCertificatePolicy Read(JsonElement policy) => new(policy);

    /// <summary>What the certificate is made of.</summary>
    public CertificateRequest Request(RSA key)
    {
        var request = new CertificateRequest(_subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(_usages.Aggregate(X509KeyUsageFlags.None, (all, usage) => all | Usages[usage]), critical: true)
        );
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([.. _purposes.Select(each => new Oid(each))], critical: false));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request;
    }

    /// <summary>The policy as the vault shows it.</summary>
    public string Write(string id, DateTimeOffset created)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteStartObject("key_props");
            json.WriteBoolean("exportable", _exportable);
            json.WriteString("kty", "RSA");
            json.WriteNumber("key_size", KeySize);
            json.WriteBoolean("reuse_key", _reuseKey);
            json.WriteEndObject();
            json.WriteStartObject("secret_props");
            json.WriteString("contentType", _contentType);
            json.WriteEndObject();
            json.WriteStartObject("x509_props");
            json.WriteString("subject", _subjectText);
            WriteTexts(json, "ekus", _purposes);
            WriteTexts(json, "key_usage", _usages);
            json.WriteNumber("validity_months", Months);
            json.WriteStartObject("basic_constraints");
            json.WriteBoolean("ca", false);
            json.WriteEndObject();
            json.WriteEndObject();
            WriteActions(json);
            json.WriteStartObject("issuer");
            json.WriteString("name", "Self");
            json.WriteEndObject();
            json.WriteStartObject("attributes");
            json.WriteBoolean("enabled", true);
            json.WriteNumber("created", created.ToUnixTimeSeconds());
            json.WriteNumber("updated", created.ToUnixTimeSeconds());
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private void WriteActions(Utf8JsonWriter json)
    {
        json.WriteStartArray("lifetime_actions");
        foreach (var action in _lifetimeActions)
        {
            action.WriteTo(json);
        }

        if (_lifetimeActions.Count == 0)
        {
            json.WriteRawValue("""{"trigger":{"lifetime_percentage":80},"action":{"action_type":"AutoRenew"}}""");
        }

        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static JsonElement Part(JsonElement from, string name) =>
        from.TryGetProperty(name, out var part) && part.ValueKind == JsonValueKind.Object ? part : default;

    private static JsonElement? Value(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    private static string? Text(JsonElement from, string name) =>
        Value(from, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static int? Number(JsonElement from, string name) =>
        Value(from, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) ? value : null;

    private static bool? Flag(JsonElement from, string name) =>
        Value(from, name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } flag ? flag.GetBoolean() : null;

    private static IReadOnlyList<string>? Texts(JsonElement from, string name) =>
        Value(from, name) is { ValueKind: JsonValueKind.Array } array && array.GetArrayLength() > 0
            ? [.. array.EnumerateArray().Select(text => text.GetString() ?? "")]
            : null;
}
