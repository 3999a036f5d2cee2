namespace EntraAppCmdlets.Sandbox.Graph;

/// <summary>What a request does, as far as permissions tell it apart.</summary>
internal enum Operation
{
    Anything,
    ReadApplications,
    WriteApplications,
    ReadServicePrincipals,
    WriteServicePrincipals,
    AddOwners,
    ReadGrants,
    WriteGrants,
    ReadAssignments,
    WriteAssignments,
    RemoveAssignments,
    ConsentToGraph,
    WriteUserAssignments,
    ReadMe,
    ReadUsers,
    WriteUsers,
    ReadGroups,
    WriteGroups,
    WriteMembers,
    ReadOrganization,
    WriteOrganization,
    ReadDomains,
    ReadDirectory,
    ReadPolicies,
    WritePolicies,
}
