using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EntraAppCmdlets.Reports;

/// <summary>The data of a report, for the script in its page. What thousands of apps have alike, permissions and rules, is there once.</summary>
internal static class ReportData
{
    // The default encoder escapes <, > and &: no name of an app can end the element that holds the data.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Default };

    public static string Json(
        IReadOnlyList<AppInventoryItem> items,
        IReadOnlyList<AppHealthFinding> findings,
        IReadOnlyList<HealthRule> rules
    )
    {
        var permissions = new Dictionary<AppInventoryPermission, int>();
        var ofApp = findings.ToLookup(finding => (finding.TenantId, finding.AppId));
        var ruleIndex = rules.Select((rule, index) => (rule.Id, index)).ToDictionary(rule => rule.Id, rule => rule.index);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("rules");
            foreach (var rule in rules)
            {
                json.WriteStartObject();
                json.WriteString("id", rule.Id);
                json.WriteString("title", rule.Title);
                json.WriteString("severity", rule.Severity.ToString());
                json.WriteString("why", rule.Why);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("apps");
            foreach (var item in items)
            {
                App(json, item, permissions);
                if (ofApp[(item.TenantId, item.AppId)].ToList() is { Count: > 0 } own)
                {
                    json.WriteStartArray("f");
                    foreach (var finding in own)
                    {
                        json.WriteStartArray();
                        json.WriteNumberValue(ruleIndex[finding.RuleId]);
                        json.WriteStringValue(finding.Subject);
                        json.WriteStringValue(finding.Reason);
                        json.WriteStringValue(finding.Fix);
                        json.WriteEndArray();
                    }

                    json.WriteEndArray();
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("permissions");
            foreach (var permission in permissions.OrderBy(each => each.Value).Select(each => each.Key))
            {
                Permission(json, permission);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void App(Utf8JsonWriter json, AppInventoryItem item, Dictionary<AppInventoryPermission, int> permissions)
    {
        json.WriteStartObject();
        json.WriteString("id", item.AppId);
        json.WriteString("name", item.DisplayName);
        json.WriteString("kind", item.Kind.ToString());
        Write(json, "enabled", item.Enabled);
        Write(json, "created", item.CreatedDateTime);
        Write(json, "domain", item.PublisherDomain);
        Write(json, "publisher", item.VerifiedPublisher);
        Write(json, "home", item.OwnerTenantId?.ToString());
        Write(json, "audience", item.SignInAudience?.ToString());
        Write(json, "risk", item.Risk?.ToString());
        Write(json, "days", item.DaysLeft);
        Write(json, "required", item.AssignmentRequired);
        Write(json, "users", item.AssignedUsers);
        Write(json, "groups", item.AssignedGroups);
        Write(json, "apps", item.AssignedApps);
        Write(json, "idToken", item.IdTokenIssuance);
        Write(json, "accessToken", item.AccessTokenIssuance);
        Write(json, "publicClient", item.PublicClientFlows);
        Write(json, "last", item.LastSignInDateTime);
        json.WriteString("lastState", item.LastSignInState.ToString());
        List(json, "scopes", item.ApiScopes, json.WriteStringValue);
        List(json, "roles", item.AppRoles, json.WriteStringValue);
        List(
            json,
            "uris",
            item.RedirectUris,
            uri =>
            {
                json.WriteStartArray();
                json.WriteStringValue(uri.Uri);
                json.WriteStringValue(uri.Platform.ToString());
                json.WriteEndArray();
            }
        );
        if (item.Owners is not null)
        {
            json.WriteStartArray("owners");
            foreach (var owner in item.Owners)
            {
                json.WriteStartObject();
                json.WriteString("name", owner.ToString());
                Write(json, "enabled", owner.Enabled);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        List(
            json,
            "credentials",
            [
                .. (item.Credentials ?? []).Select(one => (one, false)),
                .. (item.ServicePrincipalCredentials ?? []).Select(one => (one, true)),
            ],
            one => Credential(json, one.Item1, one.Item2)
        );
        List(
            json,
            "p",
            item.Permissions,
            permission =>
            {
                if (!permissions.TryGetValue(permission, out var index))
                {
                    permissions[permission] = index = permissions.Count;
                }

                json.WriteNumberValue(index);
            }
        );
    }

    private static void Credential(Utf8JsonWriter json, AppCredential credential, bool ofPrincipal)
    {
        json.WriteStartObject();
        json.WriteString("kind", credential.Kind.ToString());
        Write(json, "name", credential.DisplayName);
        Write(json, "start", credential.StartDateTime);
        Write(json, "end", credential.EndDateTime);
        Write(json, "days", credential.DaysLeft);
        Write(json, "saml", ofPrincipal ? true : null);
        json.WriteEndObject();
    }

    private static void Permission(Utf8JsonWriter json, AppInventoryPermission permission)
    {
        json.WriteStartObject();
        json.WriteString("name", permission.ToString());
        json.WriteString("type", permission.Type.ToString());
        Write(json, "api", permission.ResourceName);
        json.WriteString("risk", permission.Risk.ToString());
        Write(json, "requested", permission.Requested);
        Write(json, "admin", permission.AdminConsent ? true : null);
        Write(json, "users", permission.UserCount > 0 ? permission.UserCount : null);
        json.WriteEndObject();
    }

    private static void List<T>(Utf8JsonWriter json, string name, IReadOnlyList<T>? list, Action<T> write)
    {
        if (list is not { Count: > 0 })
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var item in list)
        {
            write(item);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json.WriteString(name, value);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, bool? value)
    {
        if (value is { } known)
        {
            json.WriteBoolean(name, known);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, int? value)
    {
        if (value is { } known)
        {
            json.WriteNumber(name, known);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, DateTimeOffset? value)
    {
        if (value is { } known)
        {
            json.WriteString(name, known.UtcDateTime);
        }
    }
}
