using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.OData;
using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.Reports;

/// <summary>The report of the last sign-ins, which is below <c>/beta</c> only.</summary>
internal static class SignInReport
{
    private const string Set = "reports/servicePrincipalSignInActivities";

    public static void Map(RouteTable routes) =>
        routes
            .Map(
                "GET",
                Set,
                Operation.ReadAuditLogs,
                context => context.List(ListSource.Of([Types.ServicePrincipalSignInActivity], context.Tenant.SignIns.Activities), Set)
            )
            .MapEntity(Set + "/{}", Operation.ReadAuditLogs, Types.ServicePrincipalSignInActivity, Require, Set);

    private static Document Require(GraphContext context) =>
        context.Tenant.SignIns.Activities.FirstOrDefault(each => each.Id == context.Key(0)) ?? throw GraphErrors.NotFound(context.Key(0));
}
