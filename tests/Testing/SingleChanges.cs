using System.Text;
using System.Text.Json.Nodes;
using EntraAppCmdlets.Aspects.ExposedApi;
using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Testing;

/// <summary>What may go wrong with the app of a guide after it was carried out, one thing at a time.</summary>
internal static class SingleChanges
{
    private const string Federated =
        """{"name":"github","issuer":"https://token.actions.githubusercontent.com","subject":"repo:contoso/app:ref:refs/heads/main","audiences":["api://AzureADTokenExchange"]}""";

    private const string RoleAssignments = "roleManagement/directory/roleAssignments";

    public static IReadOnlyDictionary<string, Change> All { get; } =
        new List<Change>
        {
            new(
                "the app is gone",
                "Invictus",
                VendorAppCheck.AppMissing,
                VendorAppSeverity.Error,
                c => c.Delete($"applications/{c.App.Id}")
            ),
            new(
                "the app is gone for good",
                "Auth0",
                VendorAppCheck.AppMissing,
                VendorAppSeverity.Error,
                async c =>
                {
                    await c.Delete($"applications/{c.App.Id}");
                    await c.Delete($"directory/deletedItems/{c.App.Id}");
                }
            ),
            new(
                "the enterprise application is gone",
                "authentik",
                VendorAppCheck.ServicePrincipalMissing,
                VendorAppSeverity.Error,
                c => c.Delete($"servicePrincipals/{c.App.ServicePrincipalId}")
            ),
            new(
                "the enterprise application is disabled",
                "authentik",
                VendorAppCheck.ServicePrincipalDisabled,
                VendorAppSeverity.Error,
                c => c.PatchPrincipal("""{"accountEnabled":false}""")
            ),
            new(
                "another name",
                "Auth0",
                VendorAppCheck.DisplayName,
                VendorAppSeverity.Information,
                c => c.Patch("""{"displayName":"Auth0 (old)"}""")
            ),
            new(
                "single-tenant instead of multitenant",
                "Invictus",
                VendorAppCheck.SignInAudience,
                VendorAppSeverity.Error,
                c => c.Patch("""{"signInAudience":"AzureADMyOrg"}""")
            ),
            new(
                "multitenant instead of single-tenant",
                "Sekoia",
                VendorAppCheck.SignInAudience,
                VendorAppSeverity.Error,
                c => c.Patch("""{"signInAudience":"AzureADMultipleOrgs"}""")
            ),
            new(
                "one of two redirect URIs is missing",
                "Invictus",
                VendorAppCheck.RedirectUriMissing,
                VendorAppSeverity.Error,
                c => c.Patch("""{"web":{"redirectUris":["https://contoso-invictus.azurewebsites.net/login"]}}""")
            ),
            new(
                "the redirect URI ends in a slash",
                "Sekoia",
                VendorAppCheck.RedirectUriMissing,
                VendorAppSeverity.Error,
                c => c.Patch("""{"web":{"redirectUris":["https://app.sekoia.io/user/callback/"]}}"""),
                And: VendorAppCheck.RedirectUriExtra
            ),
            new(
                "the redirect URI of another region",
                "Sekoia",
                VendorAppCheck.RedirectUriMissing,
                VendorAppSeverity.Error,
                c => c.Patch("""{"web":{"redirectUris":["https://app.fra2.sekoia.io/user/callback"]}}"""),
                And: VendorAppCheck.RedirectUriExtra
            ),
            new(
                "a redirect URI as single-page application",
                "Sekoia",
                VendorAppCheck.RedirectUriPlatform,
                VendorAppSeverity.Error,
                c => c.Patch("""{"web":{"redirectUris":[]},"spa":{"redirectUris":["https://app.sekoia.io/user/callback"]}}""")
            ),
            new(
                "a redirect URI that nobody asked for",
                "Auth0",
                VendorAppCheck.RedirectUriExtra,
                VendorAppSeverity.Warning,
                c => c.Patch("""{"web":{"redirectUris":["https://contoso.us.auth0.com/login/callback","https://old.example.com/cb"]}}""")
            ),
            new(
                "the first redirect URI",
                "authentik",
                VendorAppCheck.RedirectUriExtra,
                VendorAppSeverity.Warning,
                c => c.Patch("""{"publicClient":{"redirectUris":["http://localhost"]}}""")
            ),
            new(
                "the box for access tokens is empty",
                "Invictus",
                VendorAppCheck.AccessTokenIssuance,
                VendorAppSeverity.Error,
                c => c.Patch("""{"web":{"implicitGrantSettings":{"enableAccessTokenIssuance":false}}}""")
            ),
            new(
                "the box for access tokens is ticked",
                "Auth0",
                VendorAppCheck.AccessTokenIssuance,
                VendorAppSeverity.Warning,
                c => c.Patch("""{"web":{"implicitGrantSettings":{"enableAccessTokenIssuance":true}}}""")
            ),
            new(
                "the box for ID tokens is ticked",
                "Invictus",
                VendorAppCheck.IdTokenIssuance,
                VendorAppSeverity.Warning,
                c => c.Patch("""{"web":{"implicitGrantSettings":{"enableAccessTokenIssuance":true,"enableIdTokenIssuance":true}}}""")
            ),
            new(
                "no Application ID URI",
                "Invictus",
                VendorAppCheck.IdentifierUriMissing,
                VendorAppSeverity.Error,
                c => c.Patch("""{"identifierUris":[]}""")
            ),
            new(
                "the scope is disabled",
                "Invictus",
                VendorAppCheck.ScopeDisabled,
                VendorAppSeverity.Error,
                c => c.PatchScopes(scopes => scopes[0]!["isEnabled"] = false)
            ),
            new(
                "the scope is for admins only",
                "Invictus",
                VendorAppCheck.ScopeConsent,
                VendorAppSeverity.Error,
                async c =>
                {
                    await c.PatchScopes(scopes => scopes[0]!["isEnabled"] = false);
                    await c.PatchScopes(scopes =>
                    {
                        scopes[0]!["type"] = "Admin";
                        scopes[0]!["isEnabled"] = true;
                    });
                }
            ),
            new(
                "the scope has another name",
                "Invictus",
                VendorAppCheck.ScopeMissing,
                VendorAppSeverity.Error,
                async c =>
                {
                    await c.PatchScopes(scopes => scopes[0]!["isEnabled"] = false);
                    await c.PatchScopes(scopes =>
                    {
                        scopes[0]!["value"] = "other";
                        scopes[0]!["isEnabled"] = true;
                    });
                },
                Others: true
            ),
            new(
                "a delegated permission is not requested",
                "Auth0",
                VendorAppCheck.PermissionMissing,
                VendorAppSeverity.Error,
                c => c.PatchAccess(api => api["resourceAccess"]!.AsArray().RemoveAt(0))
            ),
            new(
                "an application permission is not requested",
                "authentik",
                VendorAppCheck.PermissionMissing,
                VendorAppSeverity.Error,
                c => c.PatchAccess(api => api["resourceAccess"]!.AsArray().RemoveAt(0))
            ),
            new(
                "the app's own scope is not requested",
                "Invictus",
                VendorAppCheck.PermissionMissing,
                VendorAppSeverity.Error,
                c => c.PatchAccesses(all => all.RemoveAt(1))
            ),
            new(
                "a permission that nobody asked for",
                "authentik",
                VendorAppCheck.PermissionExtra,
                VendorAppSeverity.Warning,
                c =>
                    c.PatchAccess(api =>
                        api["resourceAccess"]!
                            .AsArray()
                            .Add(
                                new JsonObject
                                {
                                    ["id"] = Changer.PermissionId("Mail.Read", AppPermissionType.Application),
                                    ["type"] = "Role",
                                }
                            )
                    )
            ),
            new(
                "a permission that its API does not have",
                "authentik",
                VendorAppCheck.PermissionExtra,
                VendorAppSeverity.Error,
                c =>
                    c.PatchAccess(api =>
                        api["resourceAccess"]!
                            .AsArray()
                            .Add(new JsonObject { ["id"] = "11111111-2222-3333-4444-555555555555", ["type"] = "Role" })
                    )
            ),
            new(
                "a permission of the other type",
                "XSOAR",
                VendorAppCheck.PermissionMissing,
                VendorAppSeverity.Error,
                c =>
                    c.PatchAccess(api =>
                    {
                        api["resourceAccess"]!.AsArray()[0]!["id"] = Changer.PermissionId("User.Read.All", AppPermissionType.Delegated);
                        api["resourceAccess"]!.AsArray()[0]!["type"] = "Scope";
                    }),
                And: VendorAppCheck.PermissionExtra
            ),
            new(
                "delegated consent is revoked",
                "Auth0",
                VendorAppCheck.ConsentMissing,
                VendorAppSeverity.Error,
                async c => await c.Delete($"oauth2PermissionGrants/{(await c.Grants())[0]!["id"]}"),
                Others: true
            ),
            new(
                "one delegated permission is not consented to",
                "Auth0",
                VendorAppCheck.ConsentMissing,
                VendorAppSeverity.Error,
                async c => await c.PatchAt($"oauth2PermissionGrants/{(await c.Grants())[0]!["id"]}", """{"scope":"User.Read"}""")
            ),
            new(
                "an application permission is not consented to",
                "authentik",
                VendorAppCheck.ConsentMissing,
                VendorAppSeverity.Error,
                async c => await c.Delete($"servicePrincipals/{c.App.ServicePrincipalId}/appRoleAssignments/{(await c.Roles())[0]!["id"]}")
            ),
            new(
                "consent to the app's own scope is missing",
                "Invictus",
                VendorAppCheck.ConsentMissing,
                VendorAppSeverity.Error,
                async c =>
                    await c.Delete(
                        $"oauth2PermissionGrants/{(await c.Grants()).Single(grant => grant!["scope"]!.GetValue<string>() == "access_as_user")!["id"]}"
                    )
            ),
            new(
                "consent of a single user only",
                "XSOAR code",
                VendorAppCheck.ConsentMissing,
                VendorAppSeverity.Error,
                async c =>
                {
                    var grant = (await c.Grants())[0]!;
                    await c.Delete($"oauth2PermissionGrants/{grant["id"]}");
                    var user = (await c.List("users?$select=id"))[0]!["id"];
                    await c.PostTo(
                        "oauth2PermissionGrants",
                        $$"""{"clientId":"{{c.App.ServicePrincipalId}}","consentType":"Principal","principalId":"{{user}}","resourceId":"{{grant["resourceId"]}}","scope":"Directory.AccessAsUser.All"}"""
                    );
                }
            ),
            new(
                "consent that nobody asked for",
                "Auth0",
                VendorAppCheck.ConsentExtra,
                VendorAppSeverity.Warning,
                async c =>
                    await c.PatchAt(
                        $"oauth2PermissionGrants/{(await c.Grants())[0]!["id"]}",
                        """{"scope":"User.Read Directory.Read.All Mail.Read"}"""
                    )
            ),
            new(
                "consent to the vendor's own app is missing",
                "XSOAR vendor app",
                VendorAppCheck.ConsentMissing,
                VendorAppSeverity.Error,
                async c => await c.Delete($"servicePrincipals/{c.App.ServicePrincipalId}/appRoleAssignments/{(await c.Roles())[0]!["id"]}")
            ),
            new(
                "the vendor's own app is gone",
                "XSOAR vendor app",
                VendorAppCheck.AppMissing,
                VendorAppSeverity.Error,
                c => c.Delete($"servicePrincipals/{c.App.ServicePrincipalId}")
            ),
            new(
                "the secret is removed",
                "authentik",
                VendorAppCheck.SecretMissing,
                VendorAppSeverity.Error,
                c => c.PostTo($"applications/{c.App.Id}/removePassword", $$"""{"keyId":"{{c.App.Known.Credentials[0].KeyId}}"}""")
            ),
            new(
                "a federated credential instead of the secret",
                "authentik",
                VendorAppCheck.CredentialKind,
                VendorAppSeverity.Warning,
                async c =>
                {
                    await c.PostTo($"applications/{c.App.Id}/removePassword", $$"""{"keyId":"{{c.App.Known.Credentials[0].KeyId}}"}""");
                    await c.PostTo($"applications/{c.App.Id}/federatedIdentityCredentials", Federated);
                }
            ),
            new(
                "a federated credential that nobody asked for",
                "Invictus",
                VendorAppCheck.CredentialExtra,
                VendorAppSeverity.Warning,
                c => c.PostTo($"applications/{c.App.Id}/federatedIdentityCredentials", Federated)
            ),
            new(
                "another secret",
                "Sekoia",
                VendorAppCheck.CredentialExtra,
                VendorAppSeverity.Warning,
                c => c.PostTo($"applications/{c.App.Id}/addPassword", """{"passwordCredential":{"displayName":"other"}}""")
            ),
            new(
                "a role",
                "Auth0",
                VendorAppCheck.RoleExtra,
                VendorAppSeverity.Warning,
                c =>
                    c.Patch(
                        """{"appRoles":[{"id":"11111111-2222-3333-4444-555555555555","value":"Admin","displayName":"Admin","description":"All","allowedMemberTypes":["User"],"isEnabled":true}]}"""
                    )
            ),
            new(
                "a scope that nobody asked for",
                "Invictus",
                VendorAppCheck.ScopeExtra,
                VendorAppSeverity.Warning,
                c =>
                    c.PatchScopes(scopes =>
                        scopes.Add(
                            new JsonObject
                            {
                                ["id"] = "11111111-2222-3333-4444-555555555555",
                                ["value"] = "admin",
                                ["type"] = "Admin",
                                ["isEnabled"] = true,
                                ["adminConsentDisplayName"] = "All",
                                ["adminConsentDescription"] = "All",
                            }
                        )
                    )
            ),
            new(
                "the secret has ended",
                "Auth0",
                VendorAppCheck.SecretExpired,
                VendorAppSeverity.Error,
                _ => Task.CompletedTask,
                Age: TimeSpan.FromDays(181)
            ),
            new(
                "the secret ends soon",
                "Sekoia",
                VendorAppCheck.SecretExpiresSoon,
                VendorAppSeverity.Warning,
                _ => Task.CompletedTask,
                Age: TimeSpan.FromDays(160)
            ),
            new(
                "the secret begins later",
                "authentik",
                VendorAppCheck.SecretNotYetValid,
                VendorAppSeverity.Error,
                async c =>
                {
                    await c.PostTo($"applications/{c.App.Id}/removePassword", $$"""{"keyId":"{{c.App.Known.Credentials[0].KeyId}}"}""");
                    await c.PostTo(
                        $"applications/{c.App.Id}/addPassword",
                        """{"passwordCredential":{"displayName":"authentik","startDateTime":"2025-06-01T00:00:00Z","endDateTime":"2025-12-01T00:00:00Z"}}"""
                    );
                }
            ),
            new(
                "the owner is removed",
                "Invictus",
                VendorAppCheck.OwnerMissing,
                VendorAppSeverity.Warning,
                async c =>
                    await c.Delete(
                        $"servicePrincipals/{c.App.ServicePrincipalId}/owners/{(await c.List($"servicePrincipals/{c.App.ServicePrincipalId}/owners"))[0]!["id"]}/$ref"
                    )
            ),
            new(
                "everybody may sign in",
                "Sekoia",
                VendorAppCheck.AssignmentRequired,
                VendorAppSeverity.Error,
                c => c.PatchPrincipal("""{"appRoleAssignmentRequired":false}""")
            ),
            new(
                "the group is no longer assigned",
                "Sekoia",
                VendorAppCheck.AssignmentMissing,
                VendorAppSeverity.Error,
                async c =>
                    await c.Delete(
                        $"servicePrincipals/{c.App.ServicePrincipalId}/appRoleAssignedTo/{(await c.List($"servicePrincipals/{c.App.ServicePrincipalId}/appRoleAssignedTo")).Single(item => item!["principalType"]!.GetValue<string>() == "Group")!["id"]}"
                    )
            ),
            new(
                "somebody else is assigned",
                "Sekoia",
                VendorAppCheck.AssignmentExtra,
                VendorAppSeverity.Warning,
                async c =>
                    await c.PostTo(
                        $"servicePrincipals/{c.App.ServicePrincipalId}/appRoleAssignedTo",
                        $$"""{"principalId":"{{(await c.List("users?$filter=displayName%20eq%20'Sam%20Okafor'"))[0]!["id"]}}","resourceId":"{{c.App.ServicePrincipalId}}","appRoleId":"00000000-0000-0000-0000-000000000000"}"""
                    )
            ),
            new(
                "access tokens of another version",
                "Gateway",
                VendorAppCheck.Setting,
                VendorAppSeverity.Error,
                c => c.Patch("""{"api":{"requestedAccessTokenVersion":1}}""")
            ),
            new(
                "no public client flows",
                "Gateway",
                VendorAppCheck.Setting,
                VendorAppSeverity.Error,
                c => c.Patch("""{"isFallbackPublicClient":false}""")
            ),
            new(
                "another logout URL",
                "Gateway",
                VendorAppCheck.Setting,
                VendorAppSeverity.Error,
                c => c.Patch("""{"web":{"logoutUrl":"https://gateway.example.com/elsewhere"}}""")
            ),
            new(
                "a directory role is not assigned",
                "Gateway",
                VendorAppCheck.DirectoryRoleMissing,
                VendorAppSeverity.Error,
                async c =>
                    await c.Delete(
                        $"{RoleAssignments}/{(await c.List($"{RoleAssignments}?$filter=principalId%20eq%20'{c.App.ServicePrincipalId}'"))[0]!["id"]}"
                    )
            ),
            new(
                "a directory role that nobody asked for",
                "Gateway",
                VendorAppCheck.DirectoryRoleExtra,
                VendorAppSeverity.Warning,
                c =>
                    c.PostTo(
                        RoleAssignments,
                        $$"""{"principalId":"{{c.App.ServicePrincipalId}}","roleDefinitionId":"f2ef992c-3afb-46b9-b7cf-a126ee74c451","directoryScopeId":"/"}"""
                    )
            ),
            new(
                "the app is not a member of the group",
                "Gateway",
                VendorAppCheck.GroupMembershipMissing,
                VendorAppSeverity.Error,
                async c => await c.Delete($"groups/{await c.GroupId("Security team")}/members/{c.App.ServicePrincipalId}/$ref")
            ),
            new(
                "the app is a member of another group",
                "Gateway",
                VendorAppCheck.GroupMembershipExtra,
                VendorAppSeverity.Warning,
                async c =>
                    await c.PostTo(
                        $"groups/{await c.GroupId("All staff")}/members/$ref",
                        $$"""{"@odata.id":"https://graph.microsoft.com/v1.0/directoryObjects/{{c.App.ServicePrincipalId}}"}"""
                    )
            ),
            new(
                "tokens contain all groups",
                "Gateway",
                VendorAppCheck.GroupClaim,
                VendorAppSeverity.Error,
                c => c.Patch("""{"groupMembershipClaims":"All"}""")
            ),
            new(
                "tokens contain no groups",
                "Gateway",
                VendorAppCheck.GroupClaim,
                VendorAppSeverity.Error,
                c => c.Patch("""{"groupMembershipClaims":null}""")
            ),
            new(
                "groups by their object ids",
                "Gateway",
                VendorAppCheck.GroupClaimFormat,
                VendorAppSeverity.Error,
                c =>
                    c.PatchClaims(
                        "idToken",
                        claims => Changer.Claim(claims, "groups")["additionalProperties"] = new JsonArray("emit_as_roles")
                    )
            ),
            new(
                "groups of another form, and not as roles",
                "Gateway",
                VendorAppCheck.GroupClaimFormat,
                VendorAppSeverity.Error,
                c =>
                    c.PatchClaims(
                        "idToken",
                        claims => Changer.Claim(claims, "groups")["additionalProperties"] = new JsonArray("sam_account_name")
                    )
            ),
            new(
                "an optional claim is missing",
                "Gateway",
                VendorAppCheck.OptionalClaimMissing,
                VendorAppSeverity.Error,
                c => c.PatchClaims("accessToken", claims => claims.Remove(Changer.Claim(claims, "email")))
            ),
            new(
                "an optional claim in another form",
                "Gateway",
                VendorAppCheck.OptionalClaimDiffers,
                VendorAppSeverity.Error,
                c =>
                    c.PatchClaims(
                        "idToken",
                        claims =>
                        {
                            Changer.Claim(claims, "upn")["additionalProperties"] = new JsonArray();
                            Changer.Claim(claims, "upn")["essential"] = false;
                        }
                    )
            ),
            new(
                "a client is not authorized",
                "Workshop",
                VendorAppCheck.AuthorizedClientMissing,
                VendorAppSeverity.Error,
                c => c.PatchClients(clients => clients.RemoveAt(1))
            ),
            new(
                "a client is authorized for one scope only",
                "Workshop",
                VendorAppCheck.AuthorizedClientMissing,
                VendorAppSeverity.Error,
                c => c.PatchClients(clients => clients[0]!["delegatedPermissionIds"]!.AsArray().RemoveAt(0))
            ),
            new(
                "a client that nobody asked for",
                "Workshop",
                VendorAppCheck.AuthorizedClientExtra,
                VendorAppSeverity.Warning,
                c =>
                    c.PatchClients(clients =>
                        clients.Add(
                            new JsonObject
                            {
                                ["appId"] = "11111111-2222-3333-4444-555555555555",
                                ["delegatedPermissionIds"] = clients[0]!["delegatedPermissionIds"]!.DeepClone(),
                            }
                        )
                    )
            ),
            new(
                "a role is gone",
                "Workshop",
                VendorAppCheck.RoleMissing,
                VendorAppSeverity.Error,
                async c =>
                {
                    await c.PatchRoles(roles => roles[2]!["isEnabled"] = false);
                    await c.PatchRoles(roles => roles.RemoveAt(2));
                }
            ),
            new(
                "a role is disabled",
                "Workshop",
                VendorAppCheck.RoleDisabled,
                VendorAppSeverity.Error,
                c => c.PatchRoles(roles => roles[0]!["isEnabled"] = false)
            ),
            new(
                "a role is for others",
                "Workshop",
                VendorAppCheck.RoleMembers,
                VendorAppSeverity.Error,
                c => c.ChangeRole(1, role => role["allowedMemberTypes"] = new JsonArray("User"))
            ),
            new(
                "a role has another description",
                "Workshop",
                VendorAppCheck.RoleText,
                VendorAppSeverity.Information,
                c => c.ChangeRole(0, role => role["description"] = "Something else.")
            ),
            new(
                "somebody lost one of two roles",
                "Workshop",
                VendorAppCheck.AssignmentMissing,
                VendorAppSeverity.Error,
                async c =>
                    await c.Delete(
                        $"servicePrincipals/{c.App.ServicePrincipalId}/appRoleAssignedTo/{(await c.List($"servicePrincipals/{c.App.ServicePrincipalId}/appRoleAssignedTo")).First(item => item!["principalType"]!.GetValue<string>() == "Group")!["id"]}"
                    )
            ),
            new(
                "somebody got another role",
                "Workshop",
                VendorAppCheck.AssignmentExtra,
                VendorAppSeverity.Warning,
                async c =>
                    await c.PostTo(
                        $"servicePrincipals/{c.App.ServicePrincipalId}/appRoleAssignedTo",
                        $$"""{"principalId":"{{(await c.List("users?$filter=displayName%20eq%20'Sam%20Okafor'"))[0]!["id"]}}","resourceId":"{{c.App.ServicePrincipalId}}","appRoleId":"{{c.App.Known.AppRoles[0].Id}}"}"""
                    )
            ),
            new(
                "the properties are not locked",
                "Workshop",
                VendorAppCheck.Setting,
                VendorAppSeverity.Error,
                c => c.Patch("""{"servicePrincipalLockConfiguration":{"isEnabled":false}}""")
            ),
            new(
                "the app is shown to users",
                "Workshop",
                VendorAppCheck.Setting,
                VendorAppSeverity.Error,
                c => c.PatchPrincipal("""{"tags":["WindowsAzureActiveDirectoryIntegratedApp","Workshop"]}""")
            ),
            new(
                "the certificate is gone",
                "Workshop certificate",
                VendorAppCheck.CertificateMissing,
                VendorAppSeverity.Error,
                c => c.Patch("""{"keyCredentials":[]}""")
            ),
            new(
                "the certificate has ended",
                "Workshop certificate",
                VendorAppCheck.CertificateExpired,
                VendorAppSeverity.Error,
                _ => Task.CompletedTask,
                Age: TestCertificate.End - new VirtualClock().GetUtcNow() + TimeSpan.FromDays(1),
                ForPerson: true
            ),
            new(
                "the certificate ends soon",
                "Workshop certificate",
                VendorAppCheck.CertificateExpiresSoon,
                VendorAppSeverity.Warning,
                _ => Task.CompletedTask,
                Age: TestCertificate.End - new VirtualClock().GetUtcNow() - TimeSpan.FromDays(10),
                ForPerson: true
            ),
            new(
                "a federated credential is gone",
                "Workshop federated",
                VendorAppCheck.FederatedCredentialMissing,
                VendorAppSeverity.Error,
                async c => await c.Delete($"applications/{c.App.Id}/federatedIdentityCredentials/{await c.Federated("main")}")
            ),
            new(
                "a federated credential is for other tokens",
                "Workshop federated",
                VendorAppCheck.FederatedCredentialDiffers,
                VendorAppSeverity.Error,
                async c =>
                    await c.PatchAt(
                        $"applications/{c.App.Id}/federatedIdentityCredentials/{await c.Federated("main")}",
                        """{"subject":"repo:contoso/workshop:ref:refs/heads/master"}"""
                    )
            ),
            new(
                "a federated credential is for another audience",
                "Workshop federated",
                VendorAppCheck.FederatedCredentialDiffers,
                VendorAppSeverity.Error,
                async c =>
                    await c.PatchAt(
                        $"applications/{c.App.Id}/federatedIdentityCredentials/{await c.Federated("other")}",
                        """{"audiences":["api://AzureADTokenExchange"]}"""
                    )
            ),
            new(
                "a secret beside the federated credentials",
                "Workshop federated",
                VendorAppCheck.CredentialExtra,
                VendorAppSeverity.Warning,
                c => c.PostTo($"applications/{c.App.Id}/addPassword", """{"passwordCredential":{"displayName":"by hand"}}""")
            ),
        }.ToDictionary(change => change.Name);

    /// <param name="Name">What was changed.</param>
    /// <param name="Guide">Whose app.</param>
    /// <param name="Check">The finding that must come of it.</param>
    /// <param name="Severity">How bad that is.</param>
    /// <param name="Make">Makes the change, as somebody in the portal would.</param>
    /// <param name="And">The other half of what it changed.</param>
    /// <param name="Others">Whether other findings follow from it.</param>
    /// <param name="Age">How long ago the guide was carried out.</param>
    /// <param name="ForPerson">Whether only a person can correct it, with a certificate of their own.</param>
    internal sealed record Change(
        string Name,
        string Guide,
        VendorAppCheck Check,
        VendorAppSeverity Severity,
        Func<Changer, Task> Make,
        VendorAppCheck? And = null,
        bool Others = false,
        TimeSpan Age = default,
        bool ForPerson = false
    );

    /// <summary>Somebody else who changes the app, by Microsoft Graph itself.</summary>
    internal sealed class Changer(GraphClient graph, AppRegistration app)
    {
        public AppRegistration App => app;

        public Task Patch(string json) => PatchAt($"applications/{app.Id}", json);

        public Task PatchPrincipal(string json) => PatchAt($"servicePrincipals/{app.ServicePrincipalId}", json);

        public Task PatchAt(string path, string json) => Send(HttpMethod.Patch, path, json);

        public Task PostTo(string path, string json) => Send(HttpMethod.Post, path, json);

        public Task Delete(string path) => Send(HttpMethod.Delete, path, null);

        public async Task PatchScopes(Action<JsonArray> change)
        {
            var scopes = (await Get($"applications/{app.Id}?$select=api"))["api"]!["oauth2PermissionScopes"]!.AsArray();
            foreach (var scope in scopes)
            {
                scope!.AsObject().Remove("origin");
            }

            change(scopes);
            await Patch($$$"""{"api":{"oauth2PermissionScopes":{{{scopes.ToJsonString()}}}}}""");
        }

        public async Task PatchClaims(string token, Action<JsonArray> change)
        {
            var claims = (await Get($"applications/{app.Id}?$select=optionalClaims"))["optionalClaims"]!;
            change(claims[token]!.AsArray());
            await Patch($$$"""{"optionalClaims":{{{claims.ToJsonString()}}}}""");
        }

        public async Task PatchClients(Action<JsonArray> change)
        {
            var clients = (await Get($"applications/{app.Id}?$select=api"))["api"]!["preAuthorizedApplications"]!.AsArray();
            change(clients);
            await Patch($$$"""{"api":{"preAuthorizedApplications":{{{clients.ToJsonString()}}}}}""");
        }

        public async Task PatchRoles(Action<JsonArray> change)
        {
            var roles = (await Get($"applications/{app.Id}?$select=appRoles"))["appRoles"]!.AsArray();
            foreach (var role in roles)
            {
                role!.AsObject().Remove("origin");
            }

            change(roles);
            await Patch($$"""{"appRoles":{{roles.ToJsonString()}}}""");
        }

        /// <summary>Changes a role, which must be disabled for that.</summary>
        public async Task ChangeRole(int place, Action<JsonNode> change)
        {
            await PatchRoles(roles => roles[place]!["isEnabled"] = false);
            await PatchRoles(roles =>
            {
                change(roles[place]!);
                roles[place]!["isEnabled"] = true;
            });
        }

        /// <summary>The id of a federated credential.</summary>
        public async Task<string> Federated(string name) =>
            (await List($"applications/{app.Id}/federatedIdentityCredentials")).Single(item => item!["name"]!.GetValue<string>() == name)![
                "id"
            ]!.GetValue<string>();

        public static JsonNode Claim(JsonArray claims, string name) => claims.Single(claim => claim!["name"]!.GetValue<string>() == name)!;

        /// <summary>What the app requests of Microsoft Graph.</summary>
        public Task PatchAccess(Action<JsonNode> change) => PatchAccesses(all => change(all[0]!));

        public async Task PatchAccesses(Action<JsonArray> change)
        {
            var all = (await Get($"applications/{app.Id}?$select=requiredResourceAccess"))["requiredResourceAccess"]!.AsArray();
            change(all);
            await Patch($$$"""{"requiredResourceAccess":{{{all.ToJsonString()}}}}""");
        }

        public Task<JsonArray> Grants() => List($"oauth2PermissionGrants?$filter=clientId%20eq%20'{app.ServicePrincipalId}'");

        public Task<JsonArray> Roles() => List($"servicePrincipals/{app.ServicePrincipalId}/appRoleAssignments");

        public async Task<JsonArray> List(string path) => (await Get(path))["value"]!.AsArray();

        public async Task<string> GroupId(string name) =>
            (await List($"groups?$filter=displayName%20eq%20'{Uri.EscapeDataString(name)}'&$select=id"))[0]!["id"]!.GetValue<string>();

        public static string PermissionId(string name, AppPermissionType type) =>
            PermissionCatalogue.Default.Find(PermissionResource.MicrosoftGraphAppId, name, type)!.Id.ToString();

        private async Task<JsonNode> Get(string path) =>
            JsonNode.Parse((await graph.SendAsync(GraphRequest.Get(path), default)).Body.Span)!;

        private Task Send(HttpMethod method, string path, string? json) =>
            graph.SendAsync(
                new GraphRequest
                {
                    Before = PriorState.Nothing,
                    Method = method,
                    Path = path,
                    Body = json is null ? null : Encoding.UTF8.GetBytes(json),
                },
                default
            );
    }
}
