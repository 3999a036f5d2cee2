using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.Graph;

/// <summary>
/// The answers of a directory that has not replicated yet, per operation: the same request succeeds a little later. All other
/// answers are meant. The codes tell first; the message only where the service gives the same code to a real mistake.
/// </summary>
internal static class ReplicationErrors
{
    /// <summary>Two writes met; any time, under load.</summary>
    public static bool Concurrency(GraphException e) => e.Is(409, GraphErrorCode.ConcurrencyViolation);

    /// <summary>The half of the application that serves personal accounts isn't there yet.</summary>
    public static bool MsaApp(GraphException e) => e.Is(409, GraphErrorCode.MsaAppDoesNotExist);

    /// <summary>The object just made can't be read yet.</summary>
    public static bool Read(GraphException e) => e.Is(404, GraphErrorCode.ResourceNotFound);

    /// <summary>What this module itself looks for and does not see yet.</summary>
    public static bool NotYetVisible(GraphException e) => e.Code == GraphErrorCode.NotYetVisible;

    /// <summary>PATCH, addPassword, owners, federated credentials of an application (or service principal) just made.</summary>
    public static bool ApplicationWrite(GraphException e) => Read(e) || MsaApp(e) || Concurrency(e);

    /// <summary>The app of a unique name is being made by another run, or one that is gone still holds it.</summary>
    public static bool UniqueNameTaken(GraphException e) =>
        (e.Status == 400 && e.Says("for property uniqueName already exists")) || e.Is(409, "Request_MultipleObjectsWithSameKeyValue");

    /// <summary>A service principal whose application was just made in this tenant.</summary>
    public static bool ServicePrincipalCreate(GraphException e) =>
        (
            e.Status == 400
            && (e.Says("does not reference a valid application object") || e.Details.Any(d => d.Code == "NoBackingApplicationObject"))
        )
        || (e.Status == 403 && e.Says("the backing application of the service principal being created must"))
        || MsaApp(e)
        || Concurrency(e);

    /// <summary>An app role assignment whose principal or resource was just made.</summary>
    public static bool Assignment(GraphException e) =>
        (e.Status == 400 && e.Says("Not a valid reference update")) || Read(e) || Concurrency(e);

    /// <summary>An assignment of a role that the resource's application just got.</summary>
    public static bool AssignmentOfNewRole(GraphException e) =>
        Assignment(e) || (e.Status == 400 && e.Says("Permission being assigned was not found"));

    /// <summary>A delegated grant whose client was just made.</summary>
    public static bool Grant(GraphException e) => Read(e) || Concurrency(e);

    /// <summary>A scope or role just disabled, or just made, that the next write builds upon: here or by another run that a read does not show yet.</summary>
    public static bool ExposedApi(GraphException e) =>
        e.Is(400, "CannotDeleteOrUpdateEnabledEntitlement")
        || e.Details.Any(d => d.Code == "CannotDeleteOrUpdateEnabledEntitlement")
        || (e.Status == 400 && e.Says("cannot be found in the AppPermissions sets"));

    /// <summary>removePassword straight after addPassword, or after another removePassword.</summary>
    public static bool PasswordUnknown(GraphException e) => e.Status is 400 or 404 && e.Says("No password credential found");

    public static bool PasswordRemove(GraphException e) => PasswordUnknown(e) || ApplicationWrite(e);

    /// <summary>Any change of an app that is planned anew on a fresh read.</summary>
    public static bool AppWrite(GraphException e) => PasswordRemove(e) || ExposedApi(e);
}
