using Microsoft.Graph.Applications.Item.AddPassword;
using Microsoft.Graph.Applications.Item.RemovePassword;
using Microsoft.Graph.Models;

namespace Judges.Tests.Urls;

/// <summary>Each kind of request that Core makes, and the SDK's builders for it. A new kind needs a new line.</summary>
internal static class SdkRequests
{
    public static IReadOnlyList<SdkRequest> All { get; } =
    [
        new("GET organization", (sdk, asked) => sdk.Organization.ToGetRequestInformation(asked.Query)),
        new(
            "GET policies/defaultAppManagementPolicy",
            (sdk, asked) => sdk.Policies.DefaultAppManagementPolicy.ToGetRequestInformation(asked.Query)
        ),
        new("GET applications/$count", (sdk, asked) => sdk.Applications.Count.ToGetRequestInformation(asked.Query)),
        new("GET servicePrincipals/$count", (sdk, asked) => sdk.ServicePrincipals.Count.ToGetRequestInformation(asked.Query)),
        new("GET applications", (sdk, asked) => sdk.Applications.ToGetRequestInformation(asked.Query)),
        new("GET applications(appId='{}')", (sdk, asked) => sdk.ApplicationsWithAppId(asked[0]).ToGetRequestInformation(asked.Query)),
        new(
            "GET applications(uniqueName='{}')",
            (sdk, asked) => sdk.ApplicationsWithUniqueName(asked[0]).ToGetRequestInformation(asked.Query)
        ),
        new(
            "PATCH applications(uniqueName='{}')",
            (sdk, asked) => sdk.ApplicationsWithUniqueName(asked[0]).ToPatchRequestInformation(new Application())
        ),
        new("GET applications/{}", (sdk, asked) => sdk.Applications[asked[0]].ToGetRequestInformation(asked.Query)),
        new("PATCH applications/{}", (sdk, asked) => sdk.Applications[asked[0]].ToPatchRequestInformation(new Application())),
        new("DELETE applications/{}", (sdk, asked) => sdk.Applications[asked[0]].ToDeleteRequestInformation()),
        new(
            "POST applications/{}/addPassword",
            (sdk, asked) => sdk.Applications[asked[0]].AddPassword.ToPostRequestInformation(new AddPasswordPostRequestBody())
        ),
        new(
            "POST applications/{}/removePassword",
            (sdk, asked) => sdk.Applications[asked[0]].RemovePassword.ToPostRequestInformation(new RemovePasswordPostRequestBody())
        ),
        new(
            "GET applications/{}/federatedIdentityCredentials",
            (sdk, asked) => sdk.Applications[asked[0]].FederatedIdentityCredentials.ToGetRequestInformation(asked.Query)
        ),
        new(
            "POST applications/{}/federatedIdentityCredentials",
            (sdk, asked) =>
                sdk.Applications[asked[0]].FederatedIdentityCredentials.ToPostRequestInformation(new FederatedIdentityCredential())
        ),
        new(
            "DELETE applications/{}/federatedIdentityCredentials/{}",
            (sdk, asked) => sdk.Applications[asked[0]].FederatedIdentityCredentials[asked[1]].ToDeleteRequestInformation()
        ),
        new(
            "GET applications/{}/appManagementPolicies",
            (sdk, asked) => sdk.Applications[asked[0]].AppManagementPolicies.ToGetRequestInformation(asked.Query)
        ),
        new("GET applications/{}/owners", (sdk, asked) => sdk.Applications[asked[0]].Owners.ToGetRequestInformation(asked.Query)),
        new(
            "POST applications/{}/owners/$ref",
            (sdk, asked) => sdk.Applications[asked[0]].Owners.Ref.ToPostRequestInformation(new ReferenceCreate())
        ),
        new(
            "DELETE applications/{}/owners/{}/$ref",
            (sdk, asked) => sdk.Applications[asked[0]].Owners[asked[1]].Ref.ToDeleteRequestInformation()
        ),
        new("GET servicePrincipals", (sdk, asked) => sdk.ServicePrincipals.ToGetRequestInformation(asked.Query)),
        new(
            "GET servicePrincipals(appId='{}')",
            (sdk, asked) => sdk.ServicePrincipalsWithAppId(asked[0]).ToGetRequestInformation(asked.Query)
        ),
        new("POST servicePrincipals", (sdk, _) => sdk.ServicePrincipals.ToPostRequestInformation(new ServicePrincipal())),
        new("GET servicePrincipals/{}", (sdk, asked) => sdk.ServicePrincipals[asked[0]].ToGetRequestInformation(asked.Query)),
        new(
            "PATCH servicePrincipals/{}",
            (sdk, asked) => sdk.ServicePrincipals[asked[0]].ToPatchRequestInformation(new ServicePrincipal())
        ),
        new("DELETE servicePrincipals/{}", (sdk, asked) => sdk.ServicePrincipals[asked[0]].ToDeleteRequestInformation()),
        new("GET servicePrincipals/{}/owners", (sdk, asked) => sdk.ServicePrincipals[asked[0]].Owners.ToGetRequestInformation(asked.Query)),
        new(
            "POST servicePrincipals/{}/owners/$ref",
            (sdk, asked) => sdk.ServicePrincipals[asked[0]].Owners.Ref.ToPostRequestInformation(new ReferenceCreate())
        ),
        new(
            "DELETE servicePrincipals/{}/owners/{}/$ref",
            (sdk, asked) => sdk.ServicePrincipals[asked[0]].Owners[asked[1]].Ref.ToDeleteRequestInformation()
        ),
        new(
            "GET servicePrincipals/{}/appRoleAssignments",
            (sdk, asked) => sdk.ServicePrincipals[asked[0]].AppRoleAssignments.ToGetRequestInformation(asked.Query)
        ),
        new(
            "POST servicePrincipals/{}/appRoleAssignments",
            (sdk, asked) => sdk.ServicePrincipals[asked[0]].AppRoleAssignments.ToPostRequestInformation(new AppRoleAssignment())
        ),
        new(
            "DELETE servicePrincipals/{}/appRoleAssignments/{}",
            (sdk, asked) => sdk.ServicePrincipals[asked[0]].AppRoleAssignments[asked[1]].ToDeleteRequestInformation()
        ),
        new(
            "GET servicePrincipals/{}/appRoleAssignedTo",
            (sdk, asked) => sdk.ServicePrincipals[asked[0]].AppRoleAssignedTo.ToGetRequestInformation(asked.Query)
        ),
        new(
            "POST servicePrincipals/{}/appRoleAssignedTo",
            (sdk, asked) => sdk.ServicePrincipals[asked[0]].AppRoleAssignedTo.ToPostRequestInformation(new AppRoleAssignment())
        ),
        new(
            "DELETE servicePrincipals/{}/appRoleAssignedTo/{}",
            (sdk, asked) => sdk.ServicePrincipals[asked[0]].AppRoleAssignedTo[asked[1]].ToDeleteRequestInformation()
        ),
        new("GET oauth2PermissionGrants", (sdk, asked) => sdk.Oauth2PermissionGrants.ToGetRequestInformation(asked.Query)),
        new("POST oauth2PermissionGrants", (sdk, _) => sdk.Oauth2PermissionGrants.ToPostRequestInformation(new OAuth2PermissionGrant())),
        new(
            "PATCH oauth2PermissionGrants/{}",
            (sdk, asked) => sdk.Oauth2PermissionGrants[asked[0]].ToPatchRequestInformation(new OAuth2PermissionGrant())
        ),
        new("DELETE oauth2PermissionGrants/{}", (sdk, asked) => sdk.Oauth2PermissionGrants[asked[0]].ToDeleteRequestInformation()),
        new(
            "GET directory/deletedItems/microsoft.graph.application",
            (sdk, asked) => sdk.Directory.DeletedItems.GraphApplication.ToGetRequestInformation(asked.Query)
        ),
        new("DELETE directory/deletedItems/{}", (sdk, asked) => sdk.Directory.DeletedItems[asked[0]].ToDeleteRequestInformation()),
        new(
            "POST directory/deletedItems/{}/restore",
            (sdk, asked) => sdk.Directory.DeletedItems[asked[0]].Restore.ToPostRequestInformation()
        ),
        new("GET users", (sdk, asked) => sdk.Users.ToGetRequestInformation(asked.Query)),
        new("GET users/{}", (sdk, asked) => sdk.Users[asked[0]].ToGetRequestInformation(asked.Query)),
        new("GET groups", (sdk, asked) => sdk.Groups.ToGetRequestInformation(asked.Query)),
        new("GET groups/{}", (sdk, asked) => sdk.Groups[asked[0]].ToGetRequestInformation(asked.Query)),
        new(
            "POST groups/{}/members/$ref",
            (sdk, asked) => sdk.Groups[asked[0]].Members.Ref.ToPostRequestInformation(new ReferenceCreate())
        ),
        new("DELETE groups/{}/members/{}/$ref", (sdk, asked) => sdk.Groups[asked[0]].Members[asked[1]].Ref.ToDeleteRequestInformation()),
        new(
            "GET servicePrincipals/{}/memberOf",
            (sdk, asked) => sdk.ServicePrincipals[asked[0]].MemberOf.ToGetRequestInformation(asked.Query)
        ),
        new(
            "GET roleManagement/directory/roleDefinitions",
            (sdk, asked) => sdk.RoleManagement.Directory.RoleDefinitions.ToGetRequestInformation(asked.Query)
        ),
        new(
            "GET roleManagement/directory/roleDefinitions/{}",
            (sdk, asked) => sdk.RoleManagement.Directory.RoleDefinitions[asked[0]].ToGetRequestInformation(asked.Query)
        ),
        new(
            "GET roleManagement/directory/roleAssignments",
            (sdk, asked) => sdk.RoleManagement.Directory.RoleAssignments.ToGetRequestInformation(asked.Query)
        ),
        new(
            "POST roleManagement/directory/roleAssignments",
            (sdk, _) => sdk.RoleManagement.Directory.RoleAssignments.ToPostRequestInformation(new UnifiedRoleAssignment())
        ),
        new(
            "DELETE roleManagement/directory/roleAssignments/{}",
            (sdk, asked) => sdk.RoleManagement.Directory.RoleAssignments[asked[0]].ToDeleteRequestInformation()
        ),
        new("GET groups/{}/transitiveMembers", (sdk, asked) => sdk.Groups[asked[0]].TransitiveMembers.ToGetRequestInformation(asked.Query)),
    ];
}
