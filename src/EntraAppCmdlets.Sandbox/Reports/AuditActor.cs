using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.Reports;

/// <summary>Who makes a change: an application by itself, or a user by way of one.</summary>
/// <param name="AppId">The application.</param>
/// <param name="UserId">The user; null where the application acts by itself.</param>
internal sealed record AuditActor(string AppId, string? UserId)
{
    public Document Document(DirectoryStore store)
    {
        var initiator = Types.DirectoryAudit["initiatedBy"].ComplexType!;
        if (UserId is not null)
        {
            var user = store.Users.Find(UserId);
            return initiator.Empty.With(
                (
                    "user",
                    initiator["user"]
                        .ComplexType!.Empty.With(
                            ("id", UserId),
                            ("displayName", user?.Text("displayName")),
                            ("userPrincipalName", user?.Text("userPrincipalName"))
                        )
                )
            );
        }

        var principal = store.ServicePrincipals.Where("appId", AppId).FirstOrDefault();
        return initiator.Empty.With(
            (
                "app",
                initiator["app"]
                    .ComplexType!.Empty.With(
                        ("appId", AppId),
                        ("displayName", principal?.Text("displayName")),
                        ("servicePrincipalId", principal?.Id)
                    )
            )
        );
    }
}
