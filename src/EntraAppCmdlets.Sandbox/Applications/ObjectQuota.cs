using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.Applications;

/// <summary>How much one creator may make: what it has soft-deleted counts a quarter.</summary>
internal static class ObjectQuota
{
    public static void Check(GraphContext context)
    {
        if (context.Settings.ObjectQuota is not (var limit and > 0))
        {
            return;
        }

        var quarters = context
            .Store.Applications.All()
            .Where(each => each.Document.Text("createdByAppId") == context.Caller.AppId)
            .Sum(each => DirectoryStore.IsAlive(each.Document) ? 4 : 1);
        if (quarters + 4 > limit * 4)
        {
            throw new GraphException(
                403,
                "Directory_QuotaExceeded",
                "The directory object quota limit for the Principal has been exceeded. Please ask your administrator to increase the quota limit or delete objects to reduce the used quota."
            );
        }
    }
}
