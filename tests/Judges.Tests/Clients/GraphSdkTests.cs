using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Graph;
using Microsoft.Graph.Applications.Item.AddPassword;
using Microsoft.Graph.Applications.Item.RemovePassword;
using Microsoft.Graph.Models;
using Microsoft.Graph.Models.ODataErrors;

namespace Judges.Tests.Clients;

/// <summary>Microsoft's own client takes the sandbox for the service: what it sends is understood, what comes back fills its models.</summary>
public sealed class GraphSdkTests(SandboxServerFixture fixture) : IClassFixture<SandboxServerFixture>
{
    private const string GraphAppId = "00000003-0000-0000-c000-000000000000";
    private const string UserReadAll = "df021288-bdef-4463-88db-98f22de89214";

    private GraphServiceClient Graph => fixture.Graph;

    [Fact]
    public async Task An_application_is_made_read_by_each_of_its_keys_changed_and_counted()
    {
        const string Name = "R&D 100% O'Brien + Söhne";
        var made = await Graph.Applications.PostAsync(
            new Application
            {
                DisplayName = Name,
                SignInAudience = "AzureADMultipleOrgs",
                Web = new WebApplication
                {
                    RedirectUris = ["https://app.example/cb"],
                    ImplicitGrantSettings = new ImplicitGrantSettings { EnableIdTokenIssuance = true },
                },
                Api = new ApiApplication
                {
                    Oauth2PermissionScopes =
                    [
                        new PermissionScope
                        {
                            Id = Guid.NewGuid(),
                            Value = "read",
                            Type = "User",
                            IsEnabled = true,
                            AdminConsentDisplayName = "Read",
                            AdminConsentDescription = "Read.",
                        },
                    ],
                },
                AppRoles =
                [
                    new AppRole
                    {
                        Id = Guid.NewGuid(),
                        Value = "Reader",
                        DisplayName = "Reader",
                        Description = "Reads.",
                        AllowedMemberTypes = ["User"],
                        IsEnabled = true,
                    },
                ],
                RequiredResourceAccess =
                [
                    new RequiredResourceAccess
                    {
                        ResourceAppId = GraphAppId,
                        ResourceAccess = [new ResourceAccess { Id = Guid.Parse(UserReadAll), Type = "Role" }],
                    },
                ],
            }
        );

        Assert.NotNull(made!.CreatedDateTime);
        Assert.Equal(Name, (await Graph.ApplicationsWithAppId(made.AppId!).GetAsync())!.DisplayName);
        Assert.Equal("read", (await Graph.Applications[made.Id].GetAsync())!.Api!.Oauth2PermissionScopes![0].Value);
        var found = await Graph.Applications.GetAsync(request =>
        {
            request.QueryParameters.Filter = $"displayName eq '{Name.Replace("'", "''", StringComparison.Ordinal)}'";
            request.QueryParameters.Select = ["id", "web"];
            request.QueryParameters.Count = true;
            request.Headers.Add("ConsistencyLevel", "eventual");
        });
        Assert.Equal(
            (1, made.Id, true, null),
            (
                found!.OdataCount,
                found.Value![0].Id,
                found.Value[0].Web!.ImplicitGrantSettings!.EnableIdTokenIssuance,
                found.Value[0].DisplayName
            )
        );

        await Graph
            .Applications[made.Id]
            .PatchAsync(
                new Application
                {
                    Notes = "changed",
                    Web = new WebApplication { RedirectUris = ["https://app.example/other"] },
                }
            );
        var changed = (await Graph.Applications[made.Id].GetAsync())!;
        Assert.Equal(("changed", "https://app.example/other"), (changed.Notes, Assert.Single(changed.Web!.RedirectUris!)));
    }

    [Fact]
    public async Task An_application_is_upserted_under_its_unique_name()
    {
        var made = await Graph
            .ApplicationsWithUniqueName("a-unique-name")
            .PatchAsync(new Application { DisplayName = "Upserted" }, request => request.Headers.Add("Prefer", "create-if-missing"));
        Assert.NotNull(made!.AppId);
        await Graph
            .ApplicationsWithUniqueName("a-unique-name")
            .PatchAsync(new Application { DisplayName = "Again" }, request => request.Headers.Add("Prefer", "create-if-missing"));
        var again = (await Graph.ApplicationsWithUniqueName("a-unique-name").GetAsync())!;
        Assert.Equal((made.Id, "Again"), (again.Id, again.DisplayName));
    }

    [Fact]
    public async Task Consent_and_assignments_are_given_read_and_taken_back()
    {
        var principal = await AppAsync("Consented");
        var graph = (await Graph.ServicePrincipalsWithAppId(GraphAppId).GetAsync())!;
        Assert.Contains(graph.Oauth2PermissionScopes!, scope => scope.Value == "User.Read");

        var grant = await Graph.Oauth2PermissionGrants.PostAsync(
            new OAuth2PermissionGrant
            {
                ClientId = principal.Id,
                ResourceId = graph.Id,
                ConsentType = "AllPrincipals",
                Scope = "User.Read",
            }
        );
        await Graph.Oauth2PermissionGrants[grant!.Id].PatchAsync(new OAuth2PermissionGrant { Scope = "User.Read openid" });
        Assert.Equal(
            "User.Read openid",
            Assert.Single((await Graph.ServicePrincipals[principal.Id].Oauth2PermissionGrants.GetAsync())!.Value!).Scope
        );
        await Graph.Oauth2PermissionGrants[grant.Id].DeleteAsync();
        Assert.Empty(
            (
                await Graph.Oauth2PermissionGrants.GetAsync(request => request.QueryParameters.Filter = $"clientId eq '{principal.Id}'")
            )!.Value!
        );

        var assigned = await Graph
            .ServicePrincipals[principal.Id]
            .AppRoleAssignments.PostAsync(
                new AppRoleAssignment
                {
                    PrincipalId = Guid.Parse(principal.Id!),
                    ResourceId = Guid.Parse(graph.Id!),
                    AppRoleId = Guid.Parse(UserReadAll),
                }
            );
        Assert.Equal(
            ("Consented", "ServicePrincipal", graph.DisplayName),
            (assigned!.PrincipalDisplayName, assigned.PrincipalType, assigned.ResourceDisplayName)
        );
        Assert.Equal(
            UserReadAll,
            Assert.Single((await Graph.ServicePrincipals[principal.Id].AppRoleAssignments.GetAsync())!.Value!).AppRoleId.ToString()
        );
        await Graph.ServicePrincipals[principal.Id].AppRoleAssignments[assigned.Id].DeleteAsync();
        Assert.Empty((await Graph.ServicePrincipals[principal.Id].AppRoleAssignments.GetAsync())!.Value!);

        var group = (await Graph.Groups.GetAsync(request => request.QueryParameters.Filter = "displayName eq 'Security team'"))!.Value![0];
        await Graph.ServicePrincipals[principal.Id].PatchAsync(new ServicePrincipal { AppRoleAssignmentRequired = true });
        await Graph
            .ServicePrincipals[principal.Id]
            .AppRoleAssignedTo.PostAsync(
                new AppRoleAssignment
                {
                    PrincipalId = Guid.Parse(group.Id!),
                    ResourceId = Guid.Parse(principal.Id!),
                    AppRoleId = Guid.Empty,
                }
            );
        Assert.Equal(
            "Group",
            Assert.Single((await Graph.ServicePrincipals[principal.Id].AppRoleAssignedTo.GetAsync())!.Value!).PrincipalType
        );
        Assert.True((await Graph.ServicePrincipals[principal.Id].GetAsync())!.AppRoleAssignmentRequired);
    }

    [Fact]
    public async Task Owners_and_members_come_as_what_they_are_and_by_short_casts()
    {
        var principal = await AppAsync("Owned");
        var alex = (await Graph.Users["alex.weber@contoso.onmicrosoft.com"].GetAsync())!;
        var app = (await Graph.ApplicationsWithAppId(principal.AppId!).GetAsync())!;
        await Graph.Applications[app.Id].Owners.Ref.PostAsync(Owner());
        await Graph.ServicePrincipals[principal.Id].Owners.Ref.PostAsync(Owner());

        Assert.Equal(
            "Alex Weber",
            Assert.IsType<User>(Assert.Single((await Graph.Applications[app.Id].Owners.GetAsync())!.Value!)).DisplayName
        );
        Assert.Equal(alex.Id, Assert.Single((await Graph.Applications[app.Id].Owners.GraphUser.GetAsync())!.Value!).Id);
        Assert.Empty((await Graph.ServicePrincipals[principal.Id].Owners.GraphServicePrincipal.GetAsync())!.Value!);
        await Graph.Applications[app.Id].Owners[alex.Id!].Ref.DeleteAsync();
        Assert.Empty((await Graph.Applications[app.Id].Owners.GetAsync())!.Value!);

        var group = (await Graph.Groups.GetAsync(request => request.QueryParameters.Filter = "displayName eq 'Security team'"))!.Value![0];
        Assert.NotEmpty((await Graph.Groups[group.Id].Members.GetAsync())!.Value!.OfType<User>());
        Assert.All(
            (await Graph.Groups[group.Id].TransitiveMembers.GraphUser.GetAsync())!.Value!,
            user => Assert.NotNull(user.UserPrincipalName)
        );
        Assert.NotEmpty((await Graph.Users[alex.Id].MemberOf.GraphGroup.GetAsync())!.Value!);

        // The SDK sends a model that it has sent before as {}: one for each request.
        ReferenceCreate Owner() => new() { OdataId = $"https://graph.microsoft.com/v1.0/directoryObjects/{alex.Id}" };
    }

    [Fact]
    public async Task Secrets_certificates_and_federated_credentials_are_made_and_removed()
    {
        var app = (await Graph.Applications.PostAsync(new Application { DisplayName = "Credentials" }))!;
        var secret = await Graph
            .Applications[app.Id]
            .AddPassword.PostAsync(
                new AddPasswordPostRequestBody
                {
                    PasswordCredential = new PasswordCredential
                    {
                        DisplayName = "one",
                        EndDateTime = DateTimeOffset.UnixEpoch.AddYears(200),
                    },
                }
            );
        Assert.StartsWith(secret!.Hint!, secret.SecretText!, StringComparison.Ordinal);
        Assert.Null(Assert.Single((await Graph.Applications[app.Id].GetAsync())!.PasswordCredentials!).SecretText);
        await Graph.Applications[app.Id].RemovePassword.PostAsync(new RemovePasswordPostRequestBody { KeyId = secret.KeyId });
        Assert.Empty((await Graph.Applications[app.Id].GetAsync())!.PasswordCredentials!);

        using var rsa = RSA.Create(2048);
        using var certificate = new CertificateRequest(
            "CN=judge",
            rsa,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        ).CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(150));
        await Graph
            .Applications[app.Id]
            .PatchAsync(
                new Application
                {
                    KeyCredentials =
                    [
                        new KeyCredential
                        {
                            Type = "AsymmetricX509Cert",
                            Usage = "Verify",
                            Key = certificate.RawData,
                            DisplayName = "CN=judge",
                        },
                    ],
                }
            );
        var key = Assert.Single((await Graph.Applications[app.Id].GetAsync())!.KeyCredentials!);
        // The service writes the thumbprint's hexadecimal digits where its metadata says bytes, so that the SDK reads them as Base64.
        Assert.Equal((certificate.GetCertHashString(), null), (Convert.ToBase64String(key.CustomKeyIdentifier!), key.Key));
        Assert.Equal(
            certificate.RawData,
            Assert
                .Single(
                    (
                        await Graph.Applications[app.Id].GetAsync(request => request.QueryParameters.Select = ["keyCredentials"])
                    )!.KeyCredentials!
                )
                .Key
        );

        var federated = Graph.Applications[app.Id].FederatedIdentityCredentials;
        var made = await federated.PostAsync(
            new FederatedIdentityCredential
            {
                Name = "ci",
                Issuer = "https://token.actions.githubusercontent.com",
                Subject = "repo:a/b:ref:refs/heads/main",
                Audiences = ["api://AzureADTokenExchange"],
            }
        );
        await federated[made!.Id].PatchAsync(new FederatedIdentityCredential { Description = "by name as well" });
        Assert.Equal(
            "by name as well",
            (await Graph.Applications[app.Id].FederatedIdentityCredentialsWithName("ci").GetAsync())!.Description
        );
        await federated[made.Id].DeleteAsync();
        Assert.Empty((await federated.GetAsync())!.Value!);
    }

    [Fact]
    public async Task A_deleted_application_is_listed_by_the_short_cast_and_restored()
    {
        var app = (await Graph.Applications.PostAsync(new Application { DisplayName = "Deleted" }))!;
        await Graph.Applications[app.Id].DeleteAsync();
        Assert.Equal(
            app.AppId,
            (
                await Graph.Directory.DeletedItems.GraphApplication.GetAsync(request =>
                    request.QueryParameters.Filter = "displayName eq 'Deleted'"
                )
            )!
                .Value![0]
                .AppId
        );
        Assert.NotNull((await Graph.Directory.DeletedItems[app.Id].GetAsync())!.DeletedDateTime);

        Assert.Equal(app.Id, Assert.IsType<Application>(await Graph.Directory.DeletedItems[app.Id].Restore.PostAsync()).Id);
        Assert.Null((await Graph.Applications[app.Id].GetAsync())!.DeletedDateTime);

        await Graph.Applications[app.Id].DeleteAsync();
        await Graph.Directory.DeletedItems[app.Id].DeleteAsync();
        Assert.Equal(404, (await Assert.ThrowsAsync<ODataError>(() => Graph.Directory.DeletedItems[app.Id].GetAsync())).ResponseStatusCode);
    }

    [Fact]
    public async Task A_list_of_several_pages_is_read_to_its_end_by_the_iterator()
    {
        for (var i = 0; i < 12; i++)
        {
            await Graph.Applications.PostAsync(new Application { DisplayName = $"Page {i:00}" });
        }

        var first = (
            await Graph.Applications.GetAsync(request =>
            {
                request.QueryParameters.Filter = "startswith(displayName,'Page ')";
                request.QueryParameters.Top = 5;
            })
        )!;
        var names = new List<string>();

        await PageIterator<Application, ApplicationCollectionResponse>
            .CreatePageIterator(
                Graph,
                first,
                app =>
                {
                    names.Add(app.DisplayName!);
                    return true;
                }
            )
            .IterateAsync();

        Assert.Equal(5, first.Value!.Count);
        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"Page {i:00}"), names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_batch_is_answered_item_by_item()
    {
        var batch = new BatchRequestContentCollection(Graph);
        var made = await batch.AddBatchRequestStepAsync(
            Graph.Applications.ToPostRequestInformation(new Application { DisplayName = "In a batch" })
        );
        var organization = await batch.AddBatchRequestStepAsync(Graph.Organization.ToGetRequestInformation());
        var missing = await batch.AddBatchRequestStepAsync(Graph.Applications[Guid.NewGuid().ToString()].ToGetRequestInformation());

        var answers = await Graph.Batch.PostAsync(batch);

        Assert.Equal("In a batch", (await answers.GetResponseByIdAsync<Application>(made)).DisplayName);
        Assert.Equal(
            fixture.TenantId,
            Assert.Single((await answers.GetResponseByIdAsync<OrganizationCollectionResponse>(organization)).Value!).Id
        );
        Assert.Equal(HttpStatusCode.NotFound, (await answers.GetResponsesStatusCodesAsync())[missing]);
    }

    [Fact]
    public async Task A_refusal_is_the_error_that_the_sdk_knows_with_its_code_and_ids()
    {
        var missing = await Assert.ThrowsAsync<ODataError>(() => Graph.Applications[Guid.NewGuid().ToString()].GetAsync());
        Assert.Equal((404, "Request_ResourceNotFound"), (missing.ResponseStatusCode, missing.Error!.Code));
        Assert.NotNull(missing.Error.InnerError!.RequestId);
        Assert.NotNull(missing.Error.InnerError.ClientRequestId);
        Assert.NotNull(missing.Error.InnerError.Date);

        var invalid = await Assert.ThrowsAsync<ODataError>(() =>
            Graph.Applications.PostAsync(
                new Application
                {
                    DisplayName = "x",
                    Web = new WebApplication { RedirectUris = ["http://app.example/cb"] },
                }
            )
        );
        Assert.Equal((400, "Request_BadRequest"), (invalid.ResponseStatusCode, invalid.Error!.Code));
        Assert.Equal(invalid.Error.Message, invalid.Message);

        var unknown = await Assert.ThrowsAsync<ODataError>(() =>
            Graph.Applications.GetAsync(request => request.QueryParameters.Filter = "nonsense eq 'x'")
        );
        Assert.Equal(400, unknown.ResponseStatusCode);
    }

    private async Task<ServicePrincipal> AppAsync(string name)
    {
        var app = (await Graph.Applications.PostAsync(new Application { DisplayName = name }))!;
        return (await Graph.ServicePrincipals.PostAsync(new ServicePrincipal { AppId = app.AppId }))!;
    }
}
