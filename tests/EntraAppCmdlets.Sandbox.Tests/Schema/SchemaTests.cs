using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using EntraAppCmdlets.Sandbox.Tests.Support;
using EntraAppCmdlets.Testing;
using Xunit.Abstractions;

namespace EntraAppCmdlets.Sandbox.Tests.Schema;

public class SchemaTests(ITestOutputHelper output)
{
    [SharedDataFact]
    public async Task Every_answer_of_a_broad_run_has_the_properties_and_types_of_the_published_schema()
    {
        var check = new SchemaCheck(CsdlModel.Load(SharedData.PathOf("graph-apps.csdl")));
        using var client = new SandboxClient(new SandboxSettings { MaxSecretLifetime = TimeSpan.FromDays(1000) })
        {
            Observer = check.Check,
        };
        await RunAsync(client);
        output.WriteLine($"{check.Answers} answers with {check.Objects} objects of {check.TypesSeen.Count} types");
        Assert.True(check.Differences.Count == 0, string.Join('\n', check.Differences.Distinct().Take(40)));
        Assert.True(check.TypesSeen.Count >= 14, "Not every type was seen: " + string.Join(", ", check.TypesSeen));
    }

    [SharedDataFact]
    public async Task The_check_itself_finds_what_is_unknown_wrong_and_missing()
    {
        using var client = new SandboxClient();
        var answer = await client.PostAsync("/applications", new JsonObject { ["displayName"] = "A" });
        foreach (
            var (spoil, told) in new (Action<JsonObject>, string)[]
            {
                (json => json["nosuch"] = 1, "is not in the schema"),
                (json => json["tags"] = "x", "is no array"),
                (json => json["createdDateTime"] = "yesterday", "is no time"),
                (json => json.Remove("notes"), "is missing"),
                (json => json["web"]!["implicitGrantSettings"]!.AsObject().Remove("enableIdTokenIssuance"), "is missing"),
                (json => json["oauth2RequirePostResponse"] = null, "is null"),
                (json => json["api"]!["requestedAccessTokenVersion"] = "2", "is no integer"),
                (json => json["nativeAuthenticationApisEnabled"] = "some", "isn't a member of the enumeration"),
            }
        )
        {
            var check = new SchemaCheck(CsdlModel.Load(SharedData.PathOf("graph-apps.csdl")));
            var json = answer.Json!.DeepClone().AsObject();
            spoil(json);
            check.Check("spoilt", answer with { Json = json });
            Assert.Contains(check.Differences, difference => difference.Contains(told, StringComparison.Ordinal));
        }
    }

    private static async Task RunAsync(SandboxClient client)
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest(
            "CN=schema",
            key,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        ).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        var (id, appId, principal) = await client.CreateAppAsync(
            "Everything",
            JsonNode
                .Parse(
                    $$$$"""
                    {
                      "description": "d", "notes": "n", "tags": ["t"], "groupMembershipClaims": "SecurityGroup", "isDeviceOnlyAuthSupported": false, "isFallbackPublicClient": true,
                      "uniqueName": "everything", "nativeAuthenticationApisEnabled": "none", "oauth2RequirePostResponse": true, "serviceManagementReference": "s",
                      "addIns": [{"id":"33333333-3333-3333-3333-333333333333","type":"FileHandler","properties":[{"key":"k","value":"v"}]}],
                      "api": {"acceptMappedClaims": true, "knownClientApplications": ["33333333-3333-3333-3333-333333333333"], "requestedAccessTokenVersion": 2,
                        "oauth2PermissionScopes": [{"id":"11111111-1111-1111-1111-111111111111","value":"read","type":"User","isEnabled":true,"adminConsentDisplayName":"R","adminConsentDescription":"R","userConsentDisplayName":"R","userConsentDescription":"R"}]},
                      "appRoles": [{"id":"22222222-2222-2222-2222-222222222222","value":"Do","displayName":"Do","description":"Do","isEnabled":true,"allowedMemberTypes":["User","Application"]}],
                      "info": {"marketingUrl":"https://a.example","privacyStatementUrl":"https://a.example","supportUrl":"https://a.example","termsOfServiceUrl":"https://a.example"},
                      "keyCredentials": [{"type":"AsymmetricX509Cert","usage":"Verify","key":"{{{{Convert.ToBase64String(
                        certificate.RawData
                    )}}}}"}],
                      "optionalClaims": {"idToken":[{"name":"email","essential":true}],"accessToken":[],"saml2Token":[{"name":"upn","source":"user","additionalProperties":["x"]}]},
                      "parentalControlSettings": {"countriesBlockedForMinors":["US"],"legalAgeGroupRule":"BlockMinors"},
                      "publicClient": {"redirectUris":["http://localhost"]}, "spa": {"redirectUris":["https://a.example/spa"]},
                      "requestSignatureVerification": {"isSignedRequestRequired":true,"allowedWeakAlgorithms":"rsaSha1"},
                      "requiredResourceAccess": [{"resourceAppId":"00000003-0000-0000-c000-000000000000","resourceAccess":[{"id":"e1fe6dd8-ba31-4d61-89e7-88639da4683d","type":"Scope"}]}],
                      "servicePrincipalLockConfiguration": {"isEnabled":true,"allProperties":true},
                      "web": {"homePageUrl":"https://a.example","logoutUrl":"https://a.example/out","redirectUris":["https://a.example/1"],"implicitGrantSettings":{"enableIdTokenIssuance":true}}
                    }
                    """
                )!
                .AsObject()
        );
        await client.PatchAsync("/applications/" + id, new JsonObject { ["identifierUris"] = new JsonArray($"api://{appId}") });
        await client.PatchAsync(
            "/applications(uniqueName='second')",
            new JsonObject { ["displayName"] = "Second" },
            ("Prefer", "create-if-missing")
        );
        await client.PatchAsync(
            "/servicePrincipals/" + principal,
            JsonNode.Parse(
                """
                {"appRoleAssignmentRequired":true,"tags":["WindowsAzureActiveDirectoryIntegratedApp"],"notes":"n","notificationEmailAddresses":["a@a.example"],"preferredSingleSignOnMode":"saml","samlSingleSignOnSettings":{"relayState":"x"},"loginUrl":"https://a.example"}
                """
            )!
        );
        await client.PostAsync($"/applications/{id}/addPassword", JsonNode.Parse("""{"passwordCredential":{"displayName":"p"}}"""));
        await client.PostAsync($"/servicePrincipals/{principal}/addPassword");
        await client.PostAsync(
            $"/applications/{id}/federatedIdentityCredentials",
            JsonNode.Parse("""{"name":"f","issuer":"https://i.example","subject":"s","audiences":["a"],"description":"d"}""")!
        );
        var graph = await client.PrincipalIdAsync("00000003-0000-0000-c000-000000000000");
        var user = (await client.GetAsync("/users/alex.weber@contoso.onmicrosoft.com")).Id;
        var group = (string)(await client.GetAsync("/groups")).Value[0]!["id"]!;
        (
            await client.PostAsync(
                "/oauth2PermissionGrants",
                new JsonObject
                {
                    ["clientId"] = principal,
                    ["consentType"] = "AllPrincipals",
                    ["resourceId"] = graph,
                    ["scope"] = "User.Read",
                }
            )
        ).Expect(201);
        (
            await client.PostAsync(
                "/oauth2PermissionGrants",
                new JsonObject
                {
                    ["clientId"] = principal,
                    ["consentType"] = "Principal",
                    ["principalId"] = user,
                    ["resourceId"] = graph,
                    ["scope"] = "User.Read",
                }
            )
        ).Expect(201);
        (
            await client.PostAsync(
                $"/servicePrincipals/{principal}/appRoleAssignments",
                new JsonObject
                {
                    ["principalId"] = principal,
                    ["resourceId"] = graph,
                    ["appRoleId"] = "df021288-bdef-4463-88db-98f22de89214",
                }
            )
        ).Expect(201);
        foreach (var (kind, each) in new[] { ("users", user), ("groups", group) })
        {
            (
                await client.PostAsync(
                    $"/{kind}/{each}/appRoleAssignments",
                    new JsonObject
                    {
                        ["principalId"] = each,
                        ["resourceId"] = principal,
                        ["appRoleId"] = "22222222-2222-2222-2222-222222222222",
                    }
                )
            ).Expect(201);
            await client.GetAsync($"/{kind}/{each}/appRoleAssignments");
        }

        foreach (var owner in new[] { user, principal })
        {
            await client.PostAsync(
                $"/applications/{id}/owners/$ref",
                new JsonObject { ["@odata.id"] = "https://graph.microsoft.com/v1.0/directoryObjects/" + owner }
            );
            await client.PostAsync(
                $"/servicePrincipals/{principal}/owners/$ref",
                new JsonObject { ["@odata.id"] = "https://graph.microsoft.com/v1.0/directoryObjects/" + owner }
            );
        }

        foreach (
            var path in new[]
            {
                $"/applications/{id}",
                $"/applications(appId='{appId}')",
                "/applications",
                "/applications?$select=id,appId,web,authenticationBehaviors",
                $"/applications/{id}?$expand=owners",
                $"/applications/{id}/owners",
                $"/applications/{id}/owners/microsoft.graph.user",
                $"/applications/{id}?$select=keyCredentials",
                $"/applications/{id}/federatedIdentityCredentials",
                $"/applications/{id}/federatedIdentityCredentials/f",
                $"/directoryObjects/{id}",
                $"/directoryObjects/{user}",
                "/servicePrincipals",
                $"/servicePrincipals/{principal}",
                $"/servicePrincipals/{graph}",
                $"/servicePrincipals/{principal}/owners",
                $"/servicePrincipals/{principal}/appRoleAssignments",
                $"/servicePrincipals/{principal}/appRoleAssignedTo",
                $"/servicePrincipals/{graph}/appRoleAssignedTo",
                $"/servicePrincipals/{principal}/oauth2PermissionGrants",
                $"/servicePrincipals/{principal}?$expand=appRoleAssignedTo",
                $"/servicePrincipals/{principal}?$select=id,customSecurityAttributes",
                "/oauth2PermissionGrants",
                "/users",
                $"/users/{user}",
                $"/users/{user}?$select=id,accountEnabled,assignedLicenses,userType",
                $"/users/{user}/memberOf",
                $"/users/{user}/ownedObjects",
                $"/users/{user}/oauth2PermissionGrants",
                "/groups",
                $"/groups/{group}",
                $"/groups/{group}/members",
                $"/groups/{group}?$expand=members",
                "/organization",
                "/domains",
                "/policies/defaultAppManagementPolicy",
            }
        )
        {
            (await client.GetAsync(path)).Expect(200);
        }

        await client.PostAsync(
            "/roleManagement/directory/roleAssignments",
            new JsonObject
            {
                ["principalId"] = principal,
                ["roleDefinitionId"] = "f2ef992c-3afb-46b9-b7cf-a126ee74c451",
                ["directoryScopeId"] = "/",
            }
        );
        (
            await client.PostAsync(
                "/policies/appManagementPolicies",
                JsonNode.Parse(
                    """
                    {"displayName":"P","isEnabled":true,"restrictions":{"passwordCredentials":[{"restrictionType":"passwordLifetime","maxLifetime":"P90D","restrictForAppsCreatedAfterDateTime":"2030-01-01T00:00:00Z"}],
                        "keyCredentials":[{"restrictionType":"asymmetricKeyLifetime","maxLifetime":"P90D"}]}}
                    """
                )
            )
        ).Expect(201);
        foreach (
            var path in new[]
            {
                "/directoryRoles",
                "/roleManagement/directory/roleAssignments",
                "/roleManagement/directory/roleDefinitions",
                "/policies/appManagementPolicies",
                $"/servicePrincipals/{principal}/memberOf",
            }
        )
        {
            (await client.GetAsync(path)).Expect(200);
        }

        (
            await client.PostAsync("/directoryObjects/getByIds", new JsonObject { ["ids"] = new JsonArray(id, principal, user, group) })
        ).Expect(200);
        (await client.DeleteAsync("/applications/" + id)).Expect(204);
        (await client.GetAsync("/directory/deletedItems/" + id)).Expect(200);
        (await client.GetAsync("/directory/deletedItems/microsoft.graph.application")).Expect(200);
        (await client.GetAsync("/directory/deletedItems/microsoft.graph.servicePrincipal")).Expect(200);
        (await client.PostAsync($"/directory/deletedItems/{id}/restore")).Expect(200);
    }
}
