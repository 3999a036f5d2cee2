using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Http;
using Microsoft.Graph.Applications.Item.AddPassword;
using Microsoft.Graph.Applications.Item.RemovePassword;
using Microsoft.Graph.Models;
using GroupResource = EntraAppCmdlets.Graph.GroupResource;

namespace Judges.Tests.WireModels;

/// <summary>What we write is what the makers of the service understand: every property of every resource, with its name, its type and its place.</summary>
public sealed class WireModelTests
{
    private const string User = "#microsoft.graph.user";

    private static readonly IReadOnlyList<WireModel> AllModels =
    [
        // Owners of an app may be users.
        new(typeof(ApplicationResource), Application.CreateFromDiscriminatorValue) { ODataType = User },
        new(typeof(GraphPage<ApplicationResource>), ApplicationCollectionResponse.CreateFromDiscriminatorValue) { ODataType = User },
        new(typeof(ServicePrincipalResource), ServicePrincipal.CreateFromDiscriminatorValue) { ODataType = User },
        new(typeof(GraphPage<ServicePrincipalResource>), ServicePrincipalCollectionResponse.CreateFromDiscriminatorValue)
        {
            ODataType = User,
        },
        new(typeof(OwnerResource), DirectoryObject.CreateFromDiscriminatorValue) { ODataType = User },
        new(typeof(GraphPage<OwnerResource>), DirectoryObjectCollectionResponse.CreateFromDiscriminatorValue) { ODataType = User },
        new(typeof(PermissionGrantResource), OAuth2PermissionGrant.CreateFromDiscriminatorValue),
        new(typeof(GraphPage<PermissionGrantResource>), OAuth2PermissionGrantCollectionResponse.CreateFromDiscriminatorValue),
        new(typeof(AppRoleAssignmentResource), AppRoleAssignment.CreateFromDiscriminatorValue),
        new(typeof(GraphPage<AppRoleAssignmentResource>), AppRoleAssignmentCollectionResponse.CreateFromDiscriminatorValue),
        new(typeof(DirectoryObjectResource), DirectoryObject.CreateFromDiscriminatorValue)
        {
            ODataType = User,
            Only =
            [
                nameof(DirectoryObjectResource.Type),
                nameof(DirectoryObjectResource.Id),
                nameof(DirectoryObjectResource.DisplayName),
                nameof(DirectoryObjectResource.UserPrincipalName),
                nameof(DirectoryObjectResource.Mail),
                nameof(DirectoryObjectResource.GivenName),
                nameof(DirectoryObjectResource.Surname),
            ],
        },
        new(typeof(DirectoryObjectResource), DirectoryObject.CreateFromDiscriminatorValue)
        {
            ODataType = "#microsoft.graph.group",
            Only =
            [
                nameof(DirectoryObjectResource.Type),
                nameof(DirectoryObjectResource.Id),
                nameof(DirectoryObjectResource.DisplayName),
                nameof(DirectoryObjectResource.Mail),
            ],
        },
        new(typeof(DirectoryObjectResource), DirectoryObject.CreateFromDiscriminatorValue)
        {
            ODataType = "#microsoft.graph.servicePrincipal",
            Only =
            [
                nameof(DirectoryObjectResource.Type),
                nameof(DirectoryObjectResource.Id),
                nameof(DirectoryObjectResource.AppId),
                nameof(DirectoryObjectResource.DisplayName),
            ],
        },
        new(typeof(RoleDefinitionResource), UnifiedRoleDefinition.CreateFromDiscriminatorValue),
        new(typeof(GraphPage<RoleDefinitionResource>), UnifiedRoleDefinitionCollectionResponse.CreateFromDiscriminatorValue),
        new(typeof(RoleAssignmentResource), UnifiedRoleAssignment.CreateFromDiscriminatorValue),
        new(typeof(GraphPage<RoleAssignmentResource>), UnifiedRoleAssignmentCollectionResponse.CreateFromDiscriminatorValue),
        new(typeof(GroupResource), Group.CreateFromDiscriminatorValue) { ODataType = "#microsoft.graph.group" },
        new(typeof(GraphPage<GroupResource>), GroupCollectionResponse.CreateFromDiscriminatorValue)
        {
            ODataType = "#microsoft.graph.group",
        },
        new(typeof(GraphPage<OrganizationResource>), OrganizationCollectionResponse.CreateFromDiscriminatorValue),
        new(typeof(PasswordCredentialResource), PasswordCredential.CreateFromDiscriminatorValue),
        new(typeof(AddPasswordRequest), AddPasswordPostRequestBody.CreateFromDiscriminatorValue),
        new(typeof(RemovePasswordRequest), RemovePasswordPostRequestBody.CreateFromDiscriminatorValue),
        new(typeof(FederatedCredentialResource), FederatedIdentityCredential.CreateFromDiscriminatorValue),
        new(typeof(GraphPage<FederatedCredentialResource>), FederatedIdentityCredentialCollectionResponse.CreateFromDiscriminatorValue),
        new(typeof(DirectoryReference), ReferenceCreate.CreateFromDiscriminatorValue),
        new(typeof(AppManagementPolicyResource), TenantAppManagementPolicy.CreateFromDiscriminatorValue),
        new(typeof(GraphPage<AssignedPolicyResource>), AppManagementPolicyCollectionResponse.CreateFromDiscriminatorValue),
    ];

    public static TheoryData<string> Models => [.. AllModels.Select(model => model.ToString())];

    [Theory]
    [MemberData(nameof(Models))]
    public async Task The_sdk_knows_all_that_we_write_and_loses_nothing_of_it(string name)
    {
        var model = AllModels.Single(model => model.ToString() == name);
        var written = model.Write();

        var read = await model.ReadAsync(written);

        Assert.Empty(WireModel.Unknown(read));
        Assert.NotEmpty(written.AsObject());
        Assert.Equal(
            WireModel.Values(written).Order(StringComparer.Ordinal),
            WireModel.Values(WireModel.Write(read)).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_name_that_the_sdk_does_not_know_is_seen_wherever_it_is()
    {
        var written = AllModels[0].Write();
        written["displayname"] = "x";
        written["web"]!["redirectUri"] = "x";
        written["passwordCredentials"]![1]!["secret"] = "x";

        Assert.Equal(
            ["/PasswordCredentials/secret", "/Web/redirectUri", "/displayname"],
            WireModel.Unknown(await AllModels[0].ReadAsync(written)).Order(StringComparer.Ordinal)
        );
    }

    /// <summary>Graph replaces what a PATCH names: what it has beyond our members has to come back whole.</summary>
    [Fact]
    public async Task What_the_sdk_writes_into_the_nested_objects_of_an_application_comes_back_from_ours_whole()
    {
        var theirs = new Application
        {
            Web = new WebApplication
            {
                HomePageUrl = "https://app.example/",
                LogoutUrl = "https://app.example/out",
                RedirectUris = ["https://app.example/cb"],
                RedirectUriSettings = [new() { Uri = "https://app.example/cb", Index = 1 }],
            },
            Spa = new SpaApplication { RedirectUris = ["https://app.example/spa"] },
            PublicClient = new PublicClientApplication { RedirectUris = ["http://localhost"] },
            Api = new ApiApplication
            {
                AcceptMappedClaims = true,
                KnownClientApplications = [Guid.Parse("0f5c1b6a-2f0e-4f7c-8b3e-5c9f6d1a2b3c")],
                RequestedAccessTokenVersion = 2,
            },
            OptionalClaims = new()
            {
                IdToken =
                [
                    new()
                    {
                        Name = "groups",
                        Essential = false,
                        AdditionalProperties = ["sam_account_name", "emit_as_roles"],
                    },
                ],
                AccessToken =
                [
                    new()
                    {
                        Name = "extension_0f5c1b6a_skypeId",
                        Source = "user",
                        Essential = true,
                        AdditionalProperties = [],
                    },
                ],
                Saml2Token = [],
            },
        };
        var json = WireModel.Write(theirs);

        var ours = JsonSerializer.Deserialize(json.ToJsonString(), ResourceJson.Default.ApplicationResource)!;
        var again = await AllModels[0].ReadAsync(JsonNode.Parse(JsonSerializer.Serialize(ours, ResourceJson.Default.ApplicationResource))!);

        Assert.Equal(WireModel.Values(json), WireModel.Values(WireModel.Write(again)));
    }

    [Fact]
    public void Every_model_and_every_property_of_ours_is_held_against_the_sdk()
    {
        var ours = typeof(ResourceJson)
            .GetCustomAttributesData()
            .Where(data => data.AttributeType == typeof(JsonSerializableAttribute))
            .Select(data => (Type)data.ConstructorArguments[0].Value!)
            .ToList();
        var tried = AllModels.Select(model => model.Ours).ToHashSet();

        Assert.NotEmpty(ours);
        // A page of directory objects holds the objects that are tried on their own; the report of sign-ins is below /beta, which this SDK doesn't have.
        Assert.Equal(
            [typeof(GraphPage<DirectoryObjectResource>), typeof(GraphPage<SignInActivityResource>)],
            ours.Where(type => !tried.Contains(type))
        );
        Assert.All(
            AllModels.Where(model => model.Only is not null).GroupBy(model => model.Ours),
            group =>
                Assert.Equal(
                    group
                        .Key.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                        .Select(property => property.Name)
                        .Order(StringComparer.Ordinal),
                    group.SelectMany(model => model.Only!).Distinct().Order(StringComparer.Ordinal)
                )
        );
    }
}
