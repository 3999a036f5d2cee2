using System.Security.Cryptography;
using System.Text.Json;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.SignIn;

namespace EntraAppCmdlets.Sandbox.KeyVault;

/// <summary>The keys of the certificates of a vault: they sign, and never leave it.</summary>
internal static class KeyVaultKeys
{
    private const string Title = "keys";

    public static SandboxResponse? Route(KeyVaultCall call) =>
        (call.Method, call.Parts) switch
        {
            ("GET", [Title, var name]) => Get(call, name, null),
            ("GET", [Title, var name, var version]) => Get(call, name, version),
            ("POST", [Title, var name, var version, "sign"]) => Sign(call, name, version),
            _ => null,
        };

    public static void Write(Utf8JsonWriter json, KeyVaultCall call, Document certificate, bool version, bool whole)
    {
        using var key = KeyOf(certificate);
        var parts = key.ExportParameters(includePrivateParameters: false);
        json.WriteStartObject("key");
        json.WriteString("kid", KeyVaultKind.Keys.Id(call, certificate, version));
        json.WriteString("kty", "RSA");
        json.WriteStartArray("key_ops");
        json.WriteStringValue("sign");
        json.WriteStringValue("verify");
        json.WriteEndArray();
        json.WriteString("n", Base64Url.Encode(parts.Modulus!));
        json.WriteString("e", Base64Url.Encode(parts.Exponent!));
        json.WriteEndObject();
        KeyVaultAttributes.Write(json, certificate, certificate.Flag("enabled"));
        json.WriteBoolean("managed", true);
    }

    private static SandboxResponse Get(KeyVaultCall call, string name, string? version)
    {
        call.RequireRead("read");
        var found = Find(call, name, version, "get");
        return KeyVaultReply.Json(200, json => Write(json, call, found, version: true, whole: true));
    }

    private static SandboxResponse Sign(KeyVaultCall call, string name, string version)
    {
        call.RequireWrite("sign");
        var found = Find(call, name, version, "sign");
        var body = call.Body();
        var algorithm = Text(body, "alg");
        var (hash, length) = algorithm[Math.Min(2, algorithm.Length)..] switch
        {
            "256" => (HashAlgorithmName.SHA256, SHA256.HashSizeInBytes),
            "384" => (HashAlgorithmName.SHA384, SHA384.HashSizeInBytes),
            "512" => (HashAlgorithmName.SHA512, SHA512.HashSizeInBytes),
            _ => throw KeyVaultException.BadParameter($"Property alg has an invalid value: {algorithm}"),
        };
        var padding = algorithm[..2] switch
        {
            "RS" => RSASignaturePadding.Pkcs1,
            "PS" => RSASignaturePadding.Pss,
            _ => throw KeyVaultException.BadParameter($"Key and signing algorithm are incompatible: {algorithm}"),
        };
        if (!Base64Url.TryDecode(Text(body, "value"), out var digest) || digest.Length != length)
        {
            throw KeyVaultException.BadParameter("Invalid length of 'value': it must be a digest of the algorithm.");
        }

        using var key = KeyOf(found);
        return KeyVaultReply.Json(
            200,
            json =>
            {
                json.WriteString("kid", KeyVaultKind.Keys.Id(call, found, version: true));
                json.WriteString("value", Base64Url.Encode(key.SignHash(digest, hash, padding)));
            }
        );
    }

    private static Document Find(KeyVaultCall call, string name, string? version, string operation)
    {
        var found = call.Find(name, version);
        return found.Flag("enabled") && KeyVaultCertificates.IsMade(call, found)
            ? found
            : throw KeyVaultException.Disabled(KeyVaultKind.Keys, operation);
    }

    private static string Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()!
            : throw KeyVaultException.BadParameter($"Parameter: {name} is required");

    private static RSA KeyOf(Document certificate)
    {
        var key = RSA.Create();
        key.ImportPkcs8PrivateKey(Convert.FromBase64String(certificate.Text("key")!), out _);
        return key;
    }
}
