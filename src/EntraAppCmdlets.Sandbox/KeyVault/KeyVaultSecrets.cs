using System.Security.Cryptography;
using System.Text.Json;
using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.KeyVault;

/// <summary>The secrets of a vault.</summary>
internal static class KeyVaultSecrets
{
    public const int MaximumValue = 25 * 1024;

    public static SandboxResponse? Route(KeyVaultCall call) =>
        (call.Method, call.Parts) switch
        {
            ("GET", ["secrets"]) => call.List(call.Names(deleted: false), version: false),
            ("PUT", ["secrets", var name]) => Set(call, name),
            ("GET", ["secrets", var name]) => Get(call, name, null),
            ("DELETE", ["secrets", var name]) => call.Delete(name),
            ("GET", ["secrets", var name, "versions"]) => call.List(call.Versions(name, deleted: false), version: true),
            ("GET", ["secrets", var name, var version]) => Get(call, name, version),
            ("PATCH", ["secrets", var name, var version]) => Update(call, name, version),
            ("GET", ["deletedsecrets"]) => call.List(call.Names(deleted: true), version: false),
            ("GET", ["deletedsecrets", var name]) => call.ShowDeleted(name),
            ("POST", ["deletedsecrets", var name, "recover"]) => Show(call, call.Recover(name), withValue: false),
            ("DELETE", ["deletedsecrets", var name]) => call.Purge(name),
            _ => null,
        };

    public static void Write(Utf8JsonWriter json, KeyVaultCall call, Document secret, bool version, bool whole)
    {
        if (secret.Text("contentType") is { } type)
        {
            json.WriteString("contentType", type);
        }

        json.WriteString("id", KeyVaultKind.Secrets.Id(call, secret, version));
        KeyVaultAttributes.Write(json, secret, secret.Flag("enabled"));
    }

    private static SandboxResponse Set(KeyVaultCall call, string name)
    {
        call.RequireWrite("setSecret");
        call.CheckName(name);
        var body = call.Body();
        var value =
            body.TryGetProperty("value", out var given) && given.ValueKind == JsonValueKind.String
                ? given.GetString()!
                : throw KeyVaultException.BadParameter("Parameter: value is required");
        if (value.Length > MaximumValue)
        {
            throw KeyVaultException.BadParameter("Secret value is too long: at most 25600 characters are allowed.");
        }

        var version = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var made = Types.VaultSecret.Empty.With(
            ("id", $"{call.Vault}/{name}/{version}"),
            ("place", $"{call.Vault}/{name}"),
            ("vault", call.Vault),
            ("name", name),
            ("version", version),
            ("value", value),
            ("created", TenantState.Second(call.Now))
        );
        made = WithType(KeyVaultAttributes.With(call, made, body), body);
        call.Save(made);
        return Show(call, made);
    }

    private static SandboxResponse Update(KeyVaultCall call, string name, string version)
    {
        call.RequireWrite("setSecret");
        var body = call.Body();
        var changed = WithType(KeyVaultAttributes.With(call, call.Find(name, version), body), body);
        call.Save(changed);
        return Show(call, changed, withValue: false);
    }

    private static SandboxResponse Get(KeyVaultCall call, string name, string? version)
    {
        call.RequireRead("getSecret");
        var found = call.Find(name, version);
        return found.Flag("enabled") ? Show(call, found) : throw KeyVaultException.Disabled(KeyVaultKind.Secrets, "get");
    }

    private static Document WithType(Document secret, JsonElement body) =>
        body.TryGetProperty("contentType", out var type) && type.ValueKind == JsonValueKind.String
            ? secret.With(("contentType", type.GetString()))
            : secret;

    private static SandboxResponse Show(KeyVaultCall call, Document secret, bool withValue = true) =>
        KeyVaultReply.Json(
            200,
            json =>
            {
                if (withValue)
                {
                    json.WriteString("value", secret.Text("value"));
                }

                Write(json, call, secret, version: true, whole: true);
            }
        );
}
