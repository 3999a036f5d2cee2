namespace EntraAppCmdlets.Model;

/// <summary>The lists of an app as far as they are known: empty where they haven't been read, which the lists of the app itself tell by null.</summary>
internal readonly struct KnownParts(AppRegistration app)
{
    public IReadOnlyList<AppRedirectUri> RedirectUris => app.RedirectUris ?? [];

    public IReadOnlyList<string> IdentifierUris => app.IdentifierUris ?? [];

    public IReadOnlyList<AppApiScope> ApiScopes => app.ApiScopes ?? [];

    public IReadOnlyList<AppRole> AppRoles => app.AppRoles ?? [];

    public IReadOnlyList<AppAuthorizedClient> AuthorizedClients => app.AuthorizedClients ?? [];

    public IReadOnlyList<AppRequestedPermission> Permissions => app.Permissions ?? [];

    public IReadOnlyList<AppCredential> Credentials => app.Credentials ?? [];
}
