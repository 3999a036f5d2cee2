using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.Persistence;

/// <summary>The state in one canonical form: two runs that have led to the same give the same text.</summary>
internal static partial class StateExport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = Graph.JsonForm.Options.Encoder };

    public static string Write(TenantState state, bool normalize)
    {
        var labels = normalize ? Labels(state) : [];
        var root = new JsonObject();
        foreach (
            var table in state.Store.All.Where(table =>
                table != state.Store.Secrets && table != state.Store.VaultSecrets && table != state.Store.VaultCertificates
            )
        )
        {
            var objects = table
                .All()
                .Where(each => !DirectoryStore.IsEverywhere(each.Document))
                .Select(each => Node(each.Document, each.Document.Type, labels, normalize)!)
                .OrderBy(node => node.ToJsonString(), StringComparer.Ordinal);
            root[table.Name] = new JsonArray([.. objects]);
        }

        return root.ToJsonString(Indented);
    }

    [GeneratedRegex("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")]
    private static partial Regex GuidPattern();

    private static JsonNode? Node(object? value, StructuredType? of, Dictionary<string, string> labels, bool normalize) =>
        value switch
        {
            null => null,
            Document document => Object(document, labels, normalize),
            object[] items => new JsonArray([
                .. items
                    .Select(item => Node(item, of, labels, normalize))
                    .OrderBy(node => node?.ToJsonString() ?? "", StringComparer.Ordinal),
            ]),
            string text => JsonValue.Create(
                normalize
                    ? GuidPattern().Replace(text, match => labels.GetValueOrDefault(match.Value.ToLowerInvariant()) ?? match.Value)
                    : text
            ),
            bool flag => JsonValue.Create(flag),
            int number => JsonValue.Create(number),
            DateTimeOffset instant => JsonValue.Create(normalize ? "*" : DocumentWriter.Format(instant)),
            _ => throw new InvalidOperationException($"A document holds a value of type {value.GetType()}, which has no canonical form."),
        };

    private static JsonObject Object(Document document, Dictionary<string, string> labels, bool normalize)
    {
        var json = new JsonObject();
        // Ids composed of others, and the first letters of a secret, say nothing when ids are normalised.
        var composed =
            normalize
            && (
                document.Type == Types.PermissionGrant
                || document.Type == Types.AppRoleAssignment
                || document.Type == Types.Link
                || document.Type == Types.RoleAssignment
            );
        foreach (var property in document.Type.Properties.OrderBy(property => property.Name, StringComparer.Ordinal))
        {
            if (
                document.IsDeferred(property)
                || Document.Same(document[property], property.Default)
                || (composed && property.Name == "id")
                || (normalize && property.Name is "hint" or "securityIdentifier")
            )
            {
                continue;
            }

            json[property.Name] =
                property.Name == "scope" && document.Type == Types.PermissionGrant
                    ? JsonValue.Create(
                        string.Join(
                            ' ',
                            document.Text("scope")!.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)
                        )
                    )
                    : Node(document[property], property.ComplexType, labels, normalize);
        }

        return json;
    }

    /// <summary>A name for each id that was made up: of the object's own name, with a number where several have it.</summary>
    private static Dictionary<string, string> Labels(TenantState state)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [state.TenantId] = "{tenant}",
            [state.AdministratorAppId] = "{administrator}",
        };
        var used = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (_, application) in state.Store.Applications.All())
        {
            var name = application.Text("uniqueName") ?? application.Text("displayName");
            Add(application.Text("appId"), $"appId:{name}");
            Add(application.Id, $"application:{name}");
            AddParts(application, name);
            foreach (var scope in application.One("api")!.Many("oauth2PermissionScopes"))
            {
                Add(scope.Text("id"), $"scope:{name}:{scope.Text("value")}");
            }

            foreach (var role in application.Many("appRoles"))
            {
                Add(role.Text("id"), $"role:{name}:{role.Text("value")}");
            }
        }

        foreach (var (_, principal) in state.Store.ServicePrincipals.All())
        {
            var name = labels.GetValueOrDefault(principal.Text("appId")!) ?? principal.Text("displayName");
            Add(principal.Id, $"servicePrincipal:{name}");
            AddParts(principal, name);
        }

        foreach (var (_, user) in state.Store.Users.All())
        {
            Add(user.Id, $"user:{user.Text("userPrincipalName")}");
        }

        foreach (var (_, group) in state.Store.Groups.All())
        {
            Add(group.Id, $"group:{group.Text("displayName")}");
        }

        foreach (var (_, role) in state.Store.DirectoryRoles.All())
        {
            Add(role.Id, $"directoryRole:{role.Text("displayName")}");
        }

        foreach (var (_, definition) in state.Store.RoleDefinitions.All().Where(each => !DirectoryStore.IsEverywhere(each.Document)))
        {
            Add(definition.Id, $"roleDefinition:{definition.Text("displayName")}");
        }

        foreach (var (_, policy) in state.Store.AppManagementPolicies.All())
        {
            Add(policy.Id, $"policy:{policy.Text("displayName")}");
        }

        foreach (var (_, credential) in state.Store.FederatedCredentials.All())
        {
            Add(credential.Id, $"federated:{labels.GetValueOrDefault(credential.Text("parentId")!)}:{credential.Text("name")}");
        }

        return labels;

        void AddParts(Document holder, string? name)
        {
            foreach (var key in holder.Many("passwordCredentials").Concat(holder.Many("keyCredentials")))
            {
                Add(key.Text("keyId"), $"key:{name}:{key.Text("displayName")}");
            }
        }

        void Add(string? id, string label)
        {
            if (id is not null && !labels.ContainsKey(id))
            {
                var count = used[label] = used.GetValueOrDefault(label) + 1;
                labels[id] = count == 1 ? $"{{{label}}}" : $"{{{label}#{count}}}";
            }
        }
    }
}
