using System.Text.Json;
using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.KeyVault;

/// <summary>The attributes and tags that everything in a vault has.</summary>
internal static class KeyVaultAttributes
{
    private const int MaximumTags = 15;
    private const int MaximumTagLength = 256;

    /// <summary>With what a request says of them.</summary>
    public static Document With(KeyVaultCall call, Document secret, JsonElement body)
    {
        if (body.TryGetProperty("attributes", out var attributes) && attributes.ValueKind == JsonValueKind.Object)
        {
            foreach (var (name, kept) in ((string, string)[])[("nbf", "notBefore"), ("exp", "expires")])
            {
                if (attributes.TryGetProperty(name, out var time) && time.ValueKind == JsonValueKind.Number)
                {
                    secret = secret.With((kept, DateTimeOffset.FromUnixTimeSeconds(time.GetInt64())));
                }
            }

            if (attributes.TryGetProperty("enabled", out var enabled) && enabled.ValueKind is JsonValueKind.True or JsonValueKind.False)
            {
                secret = secret.With(("enabled", enabled.GetBoolean()));
            }
        }

        if (secret.Instant("notBefore") > secret.Instant("expires"))
        {
            throw KeyVaultException.BadParameter("The attribute nbf must not be later than exp.");
        }

        if (body.TryGetProperty("tags", out var tags) && tags.ValueKind == JsonValueKind.Object)
        {
            var all = tags.EnumerateObject().Select(tag => (tag.Name, Value: tag.Value.GetString() ?? "")).ToList();
            if (all.Count > MaximumTags || all.Exists(tag => tag.Name.Length > MaximumTagLength || tag.Value.Length > MaximumTagLength))
            {
                throw KeyVaultException.BadParameter("There may be 15 tags, of 256 characters each in name and value.");
            }

            secret = secret.With(("tags", all.Select(tag => Types.VaultTag.Empty.With(("name", tag.Name), ("value", tag.Value)))));
        }

        return secret.With(("updated", TenantState.Second(call.Now)));
    }

    public static void Write(Utf8JsonWriter json, Document item, bool enabled)
    {
        json.WriteStartObject("attributes");
        json.WriteBoolean("enabled", enabled);
        foreach (
            var (name, kept) in ((string, string)[])
                [("nbf", "notBefore"), ("exp", "expires"), ("created", "created"), ("updated", "updated")]
        )
        {
            if (item.Instant(kept) is { } time)
            {
                json.WriteNumber(name, time.ToUnixTimeSeconds());
            }
        }

        json.WriteString("recoveryLevel", "Recoverable+Purgeable");
        json.WriteNumber("recoverableDays", (int)KeyVaultKind.Recoverable.TotalDays);
        json.WriteEndObject();
        json.WriteStartObject("tags");
        foreach (var tag in item.Many("tags"))
        {
            json.WriteString(tag.Text("name")!, tag.Text("value"));
        }

        json.WriteEndObject();
    }
}
