using System.Text.Json.Nodes;
using EntraAppCmdlets.Sandbox.Tests.Support;

namespace EntraAppCmdlets.Sandbox.Tests.Generated;

/// <summary>
/// Sends requests made up from a seed, keeps a model of what they must lead to, and holds each answer and the whole against it. Several may work
/// on one tenant at once, each on applications of its own.
/// </summary>
internal sealed class RequestGenerator(SandboxClient client, int seed, string name, string graphPrincipal, IReadOnlyList<string> users)
{
    private static readonly string[] Roles =
    [
        "df021288-bdef-4463-88db-98f22de89214",
        "5b567255-7703-4780-807c-7be8301ae99b",
        "7ab1d382-f21e-4acd-a863-ba3e13f7da61",
    ];

    private readonly Random _random = new(seed);
    private readonly List<ModelApp> _apps = [];
    private int _number;

    public int Sent { get; private set; }

    public int Broken { get; private set; }

    public async Task RunAsync(int count)
    {
        while (Sent < count)
        {
            await (
                _random.Next(20) switch
                {
                    0 or 1 => CreateAsync(),
                    2 => UpsertAsync(),
                    3 or 4 => RenameAsync(),
                    5 => ReplaceAsync(),
                    6 => DeleteAsync(),
                    7 => RestoreOrPurgeAsync(),
                    8 => AddSecretAsync(),
                    9 => RemoveSecretAsync(),
                    10 => ChangeOwnersAsync(),
                    11 => CreatePrincipalAsync(),
                    12 => GrantAsync(),
                    13 => AssignAsync(),
                    14 => UnassignAsync(),
                    15 => ReadAsync(),
                    16 => FilterAsync(),
                    17 => GarbageQueryAsync(),
                    _ => BrokenAsync(),
                }
            );
        }
    }

    /// <summary>Reads everything back and compares it with the model.</summary>
    public async Task CompareAsync()
    {
        foreach (var app in _apps)
        {
            var answer = await client.GetAsync($"/applications/{app.Id}?$expand=owners");
            if (app.IsDeleted)
            {
                answer.Expect(404);
                (await client.GetAsync("/directory/deletedItems/" + app.Id)).Expect(200);
                continue;
            }

            answer.Expect(200);
            Assert.Equal(app.DisplayName, (string?)answer["displayName"]);
            Assert.Equal(app.UniqueName, (string?)answer.Json!["uniqueName"]);
            Assert.Equal(app.Tags, answer["tags"].AsArray().Select(each => (string)each!));
            Assert.Equal(app.RedirectUris, answer["web"]["redirectUris"]!.AsArray().Select(each => (string)each!));
            Assert.Equal(app.Secrets.Order(), answer["passwordCredentials"].AsArray().Select(each => (string)each!["keyId"]!).Order());
            Assert.Equal(app.Owners.Order(), answer["owners"].AsArray().Select(each => (string)each!["id"]!).Order());
            var principals = (await client.GetAsync($"/servicePrincipals?$filter=appId eq '{app.AppId}'")).Expect(200).Value;
            Assert.Equal(app.HasPrincipal ? [app.PrincipalId!] : [], principals.Select(each => (string)each!["id"]!));
            if (app.HasPrincipal)
            {
                Assert.Equal(app.DisplayName, (string?)principals[0]!["displayName"]);
                var grants = (await client.GetAsync($"/oauth2PermissionGrants?$filter=clientId eq '{app.PrincipalId}'")).Expect(200).Value;
                Assert.Equal(app.Scope is null ? [] : [app.Scope], grants.Select(each => (string)each!["scope"]!));
                var roles = (await client.GetAsync($"/servicePrincipals/{app.PrincipalId}/appRoleAssignments")).Expect(200).Value;
                Assert.Equal(app.Roles.Values.Order(), roles.Select(each => (string)each!["id"]!).Order());
            }
        }

        var mine = (await client.GetAsync($"/applications?$filter=startswith(displayName,'{name}')&$top=999&$select=id"))
            .Expect(200)
            .Value.Select(each => (string)each!["id"]!);
        Assert.Equal(_apps.Where(app => !app.IsDeleted).Select(app => app.Id).Order(), mine.Order());
    }

    private async Task<Answer> SendAsync(int expected, string method, string path, JsonNode? body = null, params (string, string)[] headers)
    {
        Sent++;
        // The same request by another of its names leads to the same.
        path = _random.Next(6) switch
        {
            0 => "/myorganization" + path,
            1 => $"/{client.Tenant.TenantId}{path}",
            _ => path,
        };
        body = _random.Next(4) == 0 ? InAnotherCase(body) : body;
        var answer = await client.SendAsync(method, path, body, headers);
        Assert.True(
            answer.Status == expected,
            $"Seed {seed}, request {Sent}: {method} {path} {body?.ToJsonString()} gave {answer.Status} instead of {expected}: {answer.Text}"
        );
        return answer;
    }

    /// <summary>The same body with its names in another case, and with what an answer annotates.</summary>
    private JsonNode? InAnotherCase(JsonNode? body) =>
        body switch
        {
            JsonObject json => new JsonObject([
                .. json.Select(each =>
                    KeyValuePair.Create(
                        each.Key.StartsWith('@') ? each.Key
                            : _random.Next(2) == 0 ? each.Key.ToUpperInvariant()
                            : each.Key,
                        InAnotherCase(each.Value)
                    )
                ),
            ]),
            JsonArray items => new JsonArray([.. items.Select(InAnotherCase)]),
            _ => body?.DeepClone(),
        };

    private ModelApp? Any(Func<ModelApp, bool> which)
    {
        var found = _apps.Where(which).ToList();
        return found.Count == 0 ? null : found[_random.Next(found.Count)];
    }

    private string NewName() => $"{name} {++_number}";

    private async Task CreateAsync()
    {
        if (_apps.Count > 60)
        {
            await ReadAsync();
            return;
        }

        var unique = _random.Next(2) == 0 ? $"{name}-{_number}-u" : null;
        var body = new JsonObject { ["displayName"] = NewName(), ["signInAudience"] = "AzureADMyOrg" };
        if (unique is not null)
        {
            body["uniqueName"] = unique;
        }

        var created = await SendAsync(201, "POST", "/applications", body);
        _apps.Add(
            new ModelApp
            {
                Id = created.Id,
                AppId = (string)created["appId"]!,
                DisplayName = (string)created["displayName"]!,
                UniqueName = unique,
            }
        );
    }

    private async Task UpsertAsync()
    {
        if (Any(app => app.UniqueName is not null) is not { } app)
        {
            await CreateAsync();
            return;
        }

        var renamed = NewName();
        await SendAsync(
            app.IsDeleted ? 400 : 204,
            "PATCH",
            $"/applications(uniqueName='{app.UniqueName}')",
            new JsonObject { ["displayName"] = renamed },
            ("Prefer", "create-if-missing")
        );
        if (!app.IsDeleted)
        {
            app.DisplayName = renamed;
        }
    }

    private async Task RenameAsync()
    {
        if (Any(_ => true) is { } app)
        {
            var renamed = NewName();
            await SendAsync(app.IsDeleted ? 404 : 204, "PATCH", "/applications/" + app.Id, new JsonObject { ["displayName"] = renamed });
            app.DisplayName = app.IsDeleted ? app.DisplayName : renamed;
        }
    }

    private async Task ReplaceAsync()
    {
        if (Any(app => !app.IsDeleted) is { } app)
        {
            app.Tags = [.. Enumerable.Range(0, _random.Next(4)).Select(each => $"tag{each}")];
            app.RedirectUris = [.. Enumerable.Range(0, _random.Next(4)).Select(each => $"https://{each}.example/")];
            await SendAsync(
                204,
                "PATCH",
                $"/applications(appId='{app.AppId}')",
                new JsonObject
                {
                    ["tags"] = new JsonArray([.. app.Tags.Select(each => (JsonNode)each)]),
                    ["web"] = new JsonObject { ["redirectUris"] = new JsonArray([.. app.RedirectUris.Select(each => (JsonNode)each)]) },
                }
            );
        }
    }

    private async Task DeleteAsync()
    {
        if (_random.Next(3) == 0 && Any(_ => true) is { } app)
        {
            await SendAsync(app.IsDeleted ? 404 : 204, "DELETE", "/applications/" + app.Id);
            app.IsPrincipalDeleted = false;
            app.IsDeleted = true;
        }
    }

    private async Task RestoreOrPurgeAsync()
    {
        if (Any(_ => true) is not { } app)
        {
            return;
        }

        if (_random.Next(2) == 0)
        {
            await SendAsync(app.IsDeleted ? 200 : 404, "POST", $"/directory/deletedItems/{app.Id}/restore", new JsonObject());
            app.IsDeleted = false;
        }
        else
        {
            await SendAsync(app.IsDeleted ? 204 : 404, "DELETE", "/directory/deletedItems/" + app.Id);
            if (app.IsDeleted)
            {
                _apps.Remove(app);
            }
        }
    }

    private async Task AddSecretAsync()
    {
        if (Any(_ => true) is { } app)
        {
            var added = await SendAsync(
                app.IsDeleted ? 404 : 200,
                "POST",
                $"/applications/{app.Id}/addPassword",
                JsonNode.Parse("""{"passwordCredential":{"displayName":"s"}}""")
            );
            if (!app.IsDeleted)
            {
                app.Secrets.Add((string)added["keyId"]!);
            }
        }
    }

    private async Task RemoveSecretAsync()
    {
        if (Any(app => !app.IsDeleted && app.Secrets.Count > 0) is { } app)
        {
            var keyId = app.Secrets.Order().First();
            await SendAsync(204, "POST", $"/applications/{app.Id}/removePassword", new JsonObject { ["keyId"] = keyId });
            app.Secrets.Remove(keyId);
            await SendAsync(400, "POST", $"/applications/{app.Id}/removePassword", new JsonObject { ["keyId"] = keyId });
        }
    }

    private async Task ChangeOwnersAsync()
    {
        if (Any(app => !app.IsDeleted) is { } app)
        {
            var user = users[_random.Next(users.Count)];
            if (_random.Next(2) == 0)
            {
                await SendAsync(
                    app.Owners.Add(user) ? 204 : 400,
                    "POST",
                    $"/applications/{app.Id}/owners/$ref",
                    new JsonObject { ["@odata.id"] = "https://graph.microsoft.com/v1.0/users/" + user }
                );
            }
            else
            {
                await SendAsync(app.Owners.Remove(user) ? 204 : 404, "DELETE", $"/applications/{app.Id}/owners/{user}/$ref");
            }
        }
    }

    private async Task CreatePrincipalAsync()
    {
        if (Any(_ => true) is { } app)
        {
            var made = await SendAsync(
                app.IsDeleted ? 400
                    : app.HasPrincipal ? 409
                    : 201,
                "POST",
                "/servicePrincipals",
                new JsonObject { ["appId"] = app.AppId }
            );
            app.PrincipalId ??= made.Status == 201 ? made.Id : null;
        }
    }

    private async Task GrantAsync()
    {
        if (Any(app => app.HasPrincipal) is { } app)
        {
            var scope = _random.Next(2) == 0 ? "User.Read" : "User.Read openid";
            await SendAsync(
                app.Scope is null ? 201 : 409,
                "POST",
                "/oauth2PermissionGrants",
                new JsonObject
                {
                    ["clientId"] = app.PrincipalId,
                    ["consentType"] = "AllPrincipals",
                    ["principalId"] = null,
                    ["resourceId"] = graphPrincipal,
                    ["scope"] = scope,
                }
            );
            app.Scope ??= scope;
        }
    }

    private async Task AssignAsync()
    {
        if (Any(app => app.HasPrincipal) is { } app)
        {
            var role = Roles[_random.Next(Roles.Length)];
            var path =
                _random.Next(2) == 0
                    ? $"/servicePrincipals/{app.PrincipalId}/appRoleAssignments"
                    : $"/servicePrincipals/{graphPrincipal}/appRoleAssignedTo";
            var made = await SendAsync(
                app.Roles.ContainsKey(role) ? 400 : 201,
                "POST",
                path,
                new JsonObject
                {
                    ["principalId"] = app.PrincipalId,
                    ["resourceId"] = graphPrincipal,
                    ["appRoleId"] = role,
                }
            );
            if (made.Status == 201)
            {
                app.Roles[role] = made.Id;
            }
        }
    }

    private async Task UnassignAsync()
    {
        if (Any(app => app.HasPrincipal && app.Roles.Count > 0) is { } app)
        {
            var role = app.Roles.Keys.Order().First();
            await SendAsync(204, "DELETE", $"/servicePrincipals/{app.PrincipalId}/appRoleAssignments/{app.Roles[role]}");
            app.Roles.Remove(role);
        }
    }

    private async Task ReadAsync()
    {
        if (Any(_ => true) is { } app)
        {
            await SendAsync(app.IsDeleted ? 404 : 200, "GET", $"/applications(appId='{app.AppId}')?$select=id,displayName");
            var name = await SendAsync(app.IsDeleted ? 404 : 200, "GET", $"/applications/{app.Id}/DisplayName");
            Assert.Equal(app.IsDeleted ? null : app.DisplayName, (string?)name.Json!["value"]);
        }
        else
        {
            await SendAsync(200, "GET", "/users?$top=2");
        }
    }

    private async Task FilterAsync()
    {
        if (Any(_ => true) is { } app)
        {
            var found = await SendAsync(200, "GET", $"/applications?$filter=displayName eq '{app.DisplayName}'&$select=id");
            Assert.Equal(app.IsDeleted ? [] : [app.Id], found.Value.Select(each => (string)each!["id"]!));
        }
    }

    /// <summary>A query of pieces put together by chance: it may be right or wrong, but is never a server's error.</summary>
    private async Task GarbageQueryAsync()
    {
        string[] pieces =
        [
            "displayName",
            "eq",
            "'x'",
            "and",
            "or",
            "not",
            "(",
            ")",
            "startswith(",
            ",",
            "tags/any(t:t",
            "null",
            "in",
            "ne",
            "1",
            "'",
            "web/homePageUrl",
            "$count",
            "tags/$count",
            "owners/$count",
            "true",
            "$select=",
            "&",
            "$top=5",
            "$expand=owners",
            "%",
            "é",
            "id",
        ];
        var query = string.Concat(
            Enumerable.Range(0, _random.Next(1, 9)).Select(_ => pieces[_random.Next(pieces.Length)] + (_random.Next(2) == 0 ? " " : ""))
        );
        Sent++;
        Broken++;
        var answer = await client.GetAsync("/applications?" + (_random.Next(3) == 0 ? "" : "$filter=") + query);
        Assert.True(answer.Status is 200 or 400, $"Seed {seed}, request {Sent}: the query '{query}' gave {answer.Status}: {answer.Text}");
    }

    /// <summary>A request that can't be right: it is refused as the client's mistake, and the model stays as it is.</summary>
    private async Task BrokenAsync()
    {
        var app = Any(_ => true)?.Id ?? Guid.NewGuid().ToString();
        (string Method, string Path, string? Body)[] all =
        [
            ("POST", "/applications", "{"),
            ("POST", "/applications", "[]"),
            ("POST", "/applications", "{\"displayName\":5}"),
            ("POST", "/applications", "{\"displayName\":\"\"}"),
            ("POST", "/applications", "{\"displayName\":\"a\",\"nosuch\":true}"),
            ("POST", "/applications", "{\"displayName\":\"\\uD800\"}"),
            ("POST", "/applications", ""),
            ("PATCH", "/applications/" + app, "{\"appId\":\"x\"}"),
            ("PATCH", "/applications/" + app, "{\"web\":{\"redirectUris\":[\"ftp://x\"]}}"),
            ("PATCH", "/applications/" + app, "{\"tags\":{}}"),
            ("PATCH", "/applications/" + Guid.NewGuid(), "{\"displayName\":\"a\"}"),
            ("PATCH", "/applications", "{}"),
            ("DELETE", "/applications", null),
            ("PUT", "/applications/" + app, "{}"),
            ("GET", "/applications/" + new string('a', _random.Next(1, 3000)), null),
            ("GET", "/applications(displayName='x')", null),
            ("GET", "/" + (char)_random.Next(97, 122) + "x/y/z", null),
            ("GET", "/applications/" + app + "/../../../x", null),
            ("POST", $"/applications/{app}/addPassword", "{\"passwordCredential\":{\"endDateTime\":\"never\"}}"),
            ("POST", $"/applications/{app}/removePassword", "{\"keyId\":\"x\"}"),
            ("POST", $"/applications/{app}/owners/$ref", "{\"@odata.id\":\"x\"}"),
            ("POST", "/servicePrincipals", "{\"appId\":\"x\"}"),
            ("POST", "/oauth2PermissionGrants", "{\"clientId\":\"x\",\"consentType\":\"AllPrincipals\",\"resourceId\":\"y\"}"),
            ("POST", $"/servicePrincipals/{graphPrincipal}/appRoleAssignedTo", "{\"principalId\":1}"),
            ("POST", "/$batch", "{\"requests\":[{}]}"),
            ("POST", "/$batch", "{\"requests\":" + string.Concat(Enumerable.Repeat("[", 100)) + "}"),
            ("PATCH", "/applications(uniqueName='')", "{\"displayName\":\"\"}"),
            ("PATCH", "/applications/" + app, "{\"owners@odata.bind\":[\"x\"]}"),
            ("POST", "/applications", "{\"displayName\":\"a\",\"nosuch@odata.bind\":[]}"),
            ("PATCH", "/applications/" + app, "{\"@odata.bind\":[]}"),
            ("POST", "/applications", "{\"displayName\":\"a\",\"owners@odata.bind\":{}}"),
            ("POST", "/applications", "{\"displayName\":\"a\",\"owners@odata.bind\":[null]}"),
            ("PATCH", "/applications/" + app, "[{\"owners@odata.bind\":[]}]"),
            ("POST", "/applications", "{\"displayName\":\"a\",\"DISPLAYNAME\":\"b\"}"),
            ("POST", "/applications", "{\"displayName\":\"a\",\"@odata.type\":5}"),
            ("GET", $"/applications/{app}/web/nosuch", null),
            ("GET", $"/applications/{app}/displayName/$count", null),
            ("GET", $"/{Guid.NewGuid()}/applications", null),
            ("GET", "/applications/delta?$deltatoken=4142", null),
            ("GET", "/applications/delta?$orderby=displayName", null),
            ("POST", "/$metadata", "{}"),
            ("GET", "/myorganization/nosuch", null),
            ("GET", $"/applications/{app}/owners/graph.nosuch", null),
            ("PUT", $"/users/{users[0]}/manager/$ref", "{\"@odata.id\":[]}"),
            ("POST", "/invitations", "{\"invitedUserEmailAddress\":\"@\",\"inviteRedirectUrl\":\"x\"}"),
            (
                "POST",
                "/roleManagement/directory/roleAssignments",
                "{\"principalId\":\"x\",\"roleDefinitionId\":\"y\",\"directoryScopeId\":\"/\"}"
            ),
            ("POST", "/policies/appManagementPolicies", "{\"displayName\":\"p\",\"restrictions\":{\"passwordCredentials\":[{}]}}"),
            ("POST", $"/applications/{app}/appManagementPolicies/$ref", "{\"@odata.id\":\"x\"}"),
            ("GET", "https://graph.microsoft.com/beta/applications", null),
            ("GET", "/auditLogs/directoryAudits?$filter=nosuch eq 1", null),
            ("GET", "/applications?$filter=owners/$count eq 0", null),
            ("POST", "/groups", "{\"displayName\":\"g\"}"),
            ("POST", "/users", "{\"displayName\":\"u\"}"),
            ("DELETE", "/oauth2PermissionGrants/x", null),
            ("DELETE", "/directory/deletedItems/x", null),
        ];
        var (method, path, body) = all[_random.Next(all.Length)];
        Sent++;
        Broken++;
        var answer = await client.SendRawAsync(method, path, body, ("Authorization", "Bearer " + client.Token));
        Assert.True(
            answer.Status is >= 400 and < 500,
            $"Seed {seed}, request {Sent}: {method} {path} {body} gave {answer.Status}: {answer.Text}"
        );
        Assert.True(
            answer.ErrorCode is not null || answer.Json?["error_codes"] is not null,
            $"Seed {seed}, request {Sent}: {method} {path} is refused without an error: {answer.Text}"
        );
    }
}
