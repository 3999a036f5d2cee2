using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.OData;
using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.Reports;

/// <summary>Reads the audit log.</summary>
internal static class AuditOperations
{
    private const string Set = "auditLogs/directoryAudits";

    public static void Map(RouteTable routes) =>
        routes
            .Map(
                "GET",
                Set,
                Operation.ReadAuditLogs,
                context => context.List(ListSource.Of([Types.DirectoryAudit], context.Tenant.Audit.Entries), Set)
            )
            .MapEntity(Set + "/{}", Operation.ReadAuditLogs, Types.DirectoryAudit, Require, Set);

    private static Document Require(GraphContext context) =>
        context.Tenant.Audit.Entries.FirstOrDefault(entry => entry.Id == context.Key(0)) ?? throw GraphErrors.NotFound(context.Key(0));
}
