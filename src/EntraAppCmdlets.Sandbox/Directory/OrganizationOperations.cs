using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.OData;
using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.Directory;

/// <summary>The organization and its domains.</summary>
internal static class OrganizationOperations
{
    public static void Map(RouteTable routes) =>
        routes
            .Map(
                "GET",
                "organization",
                Operation.ReadOrganization,
                context => context.List(ListSource.Of(context.Store.Organization, context.Now, static _ => true), "organization")
            )
            .MapEntity(
                "organization/{}",
                Operation.ReadOrganization,
                Types.Organization,
                context => context.Require(context.Store.Organization, context.Keys[0]),
                "organization"
            )
            .Map(
                "PATCH",
                "organization/{}",
                Operation.WriteOrganization,
                context =>
                {
                    var before = context.Require(context.Store.Organization, context.Keys[0]);
                    context.Change.Put(context.Store.Organization, DocumentReader.Update(context.Body, context.Latest(before)));
                    return Reply.NoContent;
                }
            )
            .Map(
                "GET",
                "domains",
                Operation.ReadDomains,
                context => context.List(ListSource.Of(context.Store.Domains, context.Now, static _ => true), "domains")
            )
            .MapEntity(
                "domains/{}",
                Operation.ReadDomains,
                Types.Domain,
                context => context.Require(context.Store.Domains, context.Keys[0]),
                "domains"
            );
}
