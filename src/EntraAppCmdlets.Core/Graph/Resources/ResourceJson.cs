using System.Text.Json.Serialization;

namespace EntraAppCmdlets.Graph;

/// <summary>How every resource is written and read: generated at build, so that no reflection runs at the first request.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ApplicationResource))]
[JsonSerializable(typeof(GraphPage<ApplicationResource>))]
[JsonSerializable(typeof(ServicePrincipalResource))]
[JsonSerializable(typeof(GraphPage<ServicePrincipalResource>))]
[JsonSerializable(typeof(PermissionGrantResource))]
[JsonSerializable(typeof(GraphPage<PermissionGrantResource>))]
[JsonSerializable(typeof(AppRoleAssignmentResource))]
[JsonSerializable(typeof(GraphPage<AppRoleAssignmentResource>))]
[JsonSerializable(typeof(DirectoryObjectResource))]
[JsonSerializable(typeof(GraphPage<DirectoryObjectResource>))]
[JsonSerializable(typeof(RoleDefinitionResource))]
[JsonSerializable(typeof(GraphPage<RoleDefinitionResource>))]
[JsonSerializable(typeof(RoleAssignmentResource))]
[JsonSerializable(typeof(GraphPage<RoleAssignmentResource>))]
[JsonSerializable(typeof(GroupResource))]
[JsonSerializable(typeof(GraphPage<GroupResource>))]
[JsonSerializable(typeof(GraphPage<OrganizationResource>))]
[JsonSerializable(typeof(PasswordCredentialResource))]
[JsonSerializable(typeof(AddPasswordRequest))]
[JsonSerializable(typeof(RemovePasswordRequest))]
[JsonSerializable(typeof(FederatedCredentialResource))]
[JsonSerializable(typeof(GraphPage<FederatedCredentialResource>))]
[JsonSerializable(typeof(DirectoryReference))]
[JsonSerializable(typeof(AppManagementPolicyResource))]
[JsonSerializable(typeof(GraphPage<OwnerResource>))]
[JsonSerializable(typeof(GraphPage<SignInActivityResource>))]
[JsonSerializable(typeof(GraphPage<AssignedPolicyResource>))]
internal sealed partial class ResourceJson : JsonSerializerContext;
