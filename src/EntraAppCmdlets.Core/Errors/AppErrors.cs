using System.Globalization;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Names;
using EntraAppCmdlets.Registrations;

namespace EntraAppCmdlets;

/// <summary>Every error that the module itself finds: the method's name is the error's id, and its text stands here only.</summary>
internal static partial class AppErrors
{
    public static AppException NotConnected() => new(nameof(NotConnected), AppErrorKind.Connection, null,
        "There is no connection to a tenant.",
        "Run Connect-AppTenant first; with -Sandbox it needs no tenant.");

    public static AppException NotConnectedTo(string tenant, IEnumerable<AppTenant> connected) => new(nameof(NotConnected), AppErrorKind.Connection, tenant,
        $"There is no connection to tenant '{tenant}'{(connected.Any() ? $"; connected are {string.Join(", ", connected)}" : "")}.",
        "Run Connect-AppTenant for that tenant first.");

    public static AppException TenantAmbiguous(string tenant, IEnumerable<AppTenant> found) => new(nameof(TenantAmbiguous), AppErrorKind.Connection, tenant,
        $"{found.Count()} connected tenants have the name '{Shorten(tenant)}': {string.Join(", ", found.Select(item => item.DefaultDomain is null ? $"{item.TenantId}" : $"{item.TenantId} ({item.DefaultDomain})"))}.",
        "Give the tenant's id or domain instead of its name.");

    public static AppException TenantDisconnected(AppTenant tenant) => new(nameof(NotConnected), AppErrorKind.Connection, tenant,
        $"The connection to tenant {tenant} was closed.",
        $"Run Connect-AppTenant for that tenant again.");

    public static AppException TenantIsNoApp(AppTenant tenant) => new(nameof(TenantIsNoApp), AppErrorKind.InvalidArgument, tenant,
        $"The tenant {tenant} was given where an app is expected.",
        "Get-AppTenant | Get-VendorAppRegistration lists the apps of each tenant. To work in the tenant, give it with -Tenant.");

    public static AppException InvalidPattern(string pattern, string rule) => new(nameof(InvalidPattern), AppErrorKind.InvalidArgument, pattern,
        $"'{Shorten(pattern)}' isn't a valid pattern: {rule}.",
        "Nothing has exactly this name either. Put a backtick (`) before each [ that belongs to the name, or leave out * and ?.");

    public static AppException TenantMismatch(Guid wanted, Guid actual) => new(nameof(TenantMismatch), AppErrorKind.Connection, wanted,
        $"The account signed in to tenant {actual}, but tenant {wanted} was asked for.",
        "Sign in with an account of that tenant, or leave -TenantId out.");

    public static AppException NotForSandbox(string parameter) => new(nameof(NotForSandbox), AppErrorKind.InvalidArgument, parameter,
        $"-{parameter} is for tenants of a cloud; the sandbox is in this process.", $"Leave -{parameter} or -Sandbox out.");

    public static AppException SandboxSettingInvalid(Exception inner) => new(nameof(SandboxSettingInvalid), AppErrorKind.InvalidArgument, null,
        // .NET adds the name of a parameter in the code, which means nothing to the user.
        inner is ArgumentException { ParamName: { } name } ? inner.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : inner.Message,
        "Get-Help Connect-AppTenant -Parameter SandboxSetting explains the settings.", inner);

    public static AppException SandboxFileUnusable(string path, Exception inner) => new(nameof(SandboxFileUnusable), AppErrorKind.InvalidArgument, path,
        $"The file '{path}' can't be used as an embedded tenant: {inner.Message}",
        inner.InnerException is DirectoryNotFoundException ? "Make the folder first, or give another -Path."
            : inner is InvalidDataException ? "Give another -Path, or move the file away to begin with a new tenant. It was not changed."
            : "Give another -Path. It was not changed.", inner);

    public static AppException LogUnusable(string path, Exception inner) => new(nameof(LogUnusable), AppErrorKind.InvalidArgument, path,
        $"The file '{path}' can't be written, so nothing would be logged: {inner.Message}",
        "Give another -LogPath, or leave it out. Nothing was sent.", inner);

    public static AppException CommandNotFound(string name, IEnumerable<string> commands) => new(nameof(CommandNotFound), AppErrorKind.NotFound, name,
        $"EntraAppCmdlets has no command '{Shorten(name)}'.{NearestNames.Question(NearestNames.Of(name, commands))}",
        "Get-Command -Module EntraAppCmdlets lists its commands.");

    public static AppException CommandOfOtherModule(string name, string module) => new(nameof(CommandOfOtherModule), AppErrorKind.InvalidArgument, name,
        $"'{Shorten(name)}' is a command of {module}, which does not tell what it needs.",
        "Give commands of EntraAppCmdlets: Get-Command -Module EntraAppCmdlets.");

    public static AppException PermissionMissing() => new(nameof(PermissionMissing), AppErrorKind.InvalidArgument, null,
        "No permission was given.", "Name at least one with -Application or -Delegated; Find-AppPermission lists them.");

    public static AppException ConfirmationNeeded(AppRegistration app, IReadOnlyList<string> reasons, Exception inner) => new(nameof(ConfirmationNeeded), AppErrorKind.Denied, app,
        $"'{app.DisplayName}' would get control of the tenant ({string.Join("; ", reasons)}), and nobody is there to be asked. Nothing was granted.",
        "If that is meant, say -Confirm:$false.", inner);

    public static AppException ConfirmationNeeded(AppRegistration app, string what, Exception inner) => new(nameof(ConfirmationNeeded), AppErrorKind.Denied, app,
        $"{what} and would be removed, and nobody is there to be asked. Nothing was changed.",
        "If that is meant, say -Confirm:$false.", inner);

    /// <summary>A sign-in without a secret: says how to sign in with what the app has.</summary>
    public static AppException SecretNotGiven(AppRegistration app)
    {
        var valid = app.Credentials.Where(credential => credential.State is not AppCredentialState.Expired).ToList();
        List<string> ways = [];
        if (valid.Find(credential => credential.Kind == AppCredentialKind.Secret) is { } secret)
            ways.Add($"Specify the value of the secret '{secret.DisplayName}'{(secret.Hint is { Length: > 0 } hint ? $" (it begins with {hint})" : "")} with -ClientSecret: Entra doesn't show it again. New-AppClientSecret makes another one.");
        if (valid.Find(credential => credential.Kind == AppCredentialKind.Certificate) is { } certificate)
            ways.Add($"To sign in with the certificate '{certificate.DisplayName}', run Connect-AppTenant -TenantId {app.TenantId} -ClientId {app.AppId} -CertificateThumbprint {certificate.Thumbprint}, or with -CertificatePath, on a machine that has its private key.");
        if (valid.Find(credential => credential.Kind == AppCredentialKind.Federated) is { } federated)
            ways.Add($"The federated credential '{federated.DisplayName}' works only where {federated.Issuer} issues a token for {federated.Subject}: run Connect-AppTenant -TenantId {app.TenantId} -ClientId {app.AppId} -FederatedTokenPath there.");
        return new AppException(nameof(SecretNotGiven), AppErrorKind.InvalidArgument, app.DisplayName,
            $"No client secret of '{app.DisplayName}' was given to sign in with.",
            ways.Count > 0 ? string.Join(" ", ways) : "Pipe the output of New-AppClientSecret, or specify -ClientSecret. The value of an older secret can't be read back.");
    }

    /// <summary>An app that is not there.</summary>
    /// <param name="reference">What was asked for.</param>
    /// <param name="tenant">Where.</param>
    /// <param name="alike">Apps whose names read like it, with their ids.</param>
    /// <param name="deleted">Deleted apps of exactly this name or id.</param>
    public static AppException AppNotFound(string reference, string tenant, IReadOnlyList<string> alike, IReadOnlyList<ApplicationResource> deleted) => new(
        nameof(AppNotFound), AppErrorKind.NotFound, reference,
        $"No app '{reference}' was found in tenant {tenant}."
            + NearestNames.Question(alike)
            + (deleted.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" {(deleted.Count == 1 ? $"The app '{deleted[0].DisplayName}' was" : $"{deleted.Count} apps of this name were")} deleted{(deleted[0].DeletedDateTime is { } at ? $" on {at.UtcDateTime:yyyy-MM-dd}" : "")}.")),
        deleted.Count switch
        {
            0 => "Get-VendorAppRegistration lists the apps of the tenant. A name must be given in full; upper and lower case do not matter. Where no parameter is named, the app stands last.",
            1 => $"Restore-VendorAppRegistration {deleted[0].AppId} brings the deleted app back.",
            _ => "Get-VendorAppRegistration -Deleted lists them, and Restore-VendorAppRegistration brings one back.",
        });

    public static AppException AppAmbiguous(string name, IReadOnlyList<AppRegistration> found) => new(nameof(AppAmbiguous), AppErrorKind.InvalidArgument, name,
        $"{found.Count} apps have the name '{name}': {string.Join(", ", found.Select(app => app.AppId))}.",
        "Give the application (client) ID instead of the name.");

    public static AppException AppOfOtherTenant(AppRegistration app, Guid connected) => AppOfOtherTenant(app.DisplayName, app.TenantId, connected, app);

    /// <inheritdoc cref="AppOfOtherTenant(AppRegistration, Guid)"/>
    public static AppException AppOfOtherTenant(string app, Guid tenant, Guid connected, object? target = null) => new(nameof(AppOfOtherTenant), AppErrorKind.Connection, target ?? app,
        $"'{app}' belongs to tenant {tenant}, but the connection is to tenant {connected}. Nothing was sent.",
        $"Run Connect-AppTenant -TenantId {tenant}, or get the app from the connected tenant.");

    public static AppException AppOfOtherTenant(string app, Guid tenantId, Guid connected) => new(nameof(AppOfOtherTenant), AppErrorKind.Connection, app,
        $"'{app}' was read from tenant {tenantId}, but the connection is to tenant {connected}. Nothing was sent.",
        $"Run Connect-AppTenant -TenantId {tenantId}, or get the app from the connected tenant.");

    public static AppException AppPlanned(AppRegistration app) => new(nameof(AppPlanned), AppErrorKind.InvalidArgument, app,
        $"'{app.DisplayName}' comes from a rehearsal with -WhatIf and does not exist.",
        "Add -WhatIf here too, or run the first step without it.");

    public static AppException AppNotInTenant(AppRegistration app) => new(nameof(AppNotInTenant), AppErrorKind.InvalidArgument, app,
        $"The application object of '{app.DisplayName}' is in another tenant (its publisher's); here is only its service principal.",
        "Its registration can be changed by its publisher only. Consent, owners and assignments of the service principal can be set here. Get-VendorAppRegistration -Kind Registration leaves such apps out.");

    public static AppException AppDeleted(AppRegistration app) => new(nameof(AppDeleted), AppErrorKind.InvalidArgument, app,
        string.Create(CultureInfo.InvariantCulture, $"'{app.DisplayName}' ({app.AppId}) was deleted on {app.DeletedDateTime?.UtcDateTime:yyyy-MM-dd}."),
        "Bring it back with Restore-VendorAppRegistration first.");

    public static AppException DeletedAppNotFound(string reference, string tenant) => new(nameof(DeletedAppNotFound), AppErrorKind.NotFound, reference,
        $"No deleted app '{reference}' was found in tenant {tenant}.",
        "Get-VendorAppRegistration -Deleted lists the apps that can be restored. After 30 days a deleted app is gone for good.");

    public static AppException DeletedAppAmbiguous(string name, IReadOnlyList<AppRegistration> found) => new(nameof(DeletedAppAmbiguous), AppErrorKind.InvalidArgument, name,
        $"{found.Count} deleted apps have the name '{name}': {string.Join(", ", found.Select(app => string.Create(CultureInfo.InvariantCulture, $"{app.AppId} (deleted {app.DeletedDateTime?.UtcDateTime:yyyy-MM-dd HH:mm})")))}.",
        "Give the application (client) ID instead of the name.");

    public static AppException SettingMissing() => new(nameof(SettingMissing), AppErrorKind.InvalidArgument, null,
        "No setting was given.", "Give at least one of -DisplayName, -SignInAudience, -IdTokenIssuance and -AccessTokenIssuance.");

    public static AppException RedirectUriMissing() => new(nameof(RedirectUriMissing), AppErrorKind.InvalidArgument, null,
        "No redirect URI was given.", "Give at least one with -RedirectUri (web), -SpaRedirectUri or -PublicClientRedirectUri.");

    public static AppException RedirectUriOnTwoPlatforms(string uri, IReadOnlyList<AppPlatform> platforms) => new(nameof(RedirectUriOnTwoPlatforms), AppErrorKind.Conflict, uri,
        $"The redirect URI '{Shorten(uri)}' would stand on two platforms: {string.Join(" and ", platforms)}. Nothing was sent.",
        "An address belongs to one platform. Remove it from the other one first with Remove-AppRedirectUri.");

    public static AppException TooManyRedirectUris(int limit, int asked, bool personal) => new(nameof(TooManyRedirectUris), AppErrorKind.InvalidArgument, asked,
        string.Create(CultureInfo.InvariantCulture, $"The app would have {asked} redirect URIs; Entra allows {limit}{(personal ? " where personal accounts may sign in" : "")}. Nothing was sent."),
        "Remove what is not needed with Remove-AppRedirectUri.");

    public static AppException IdentifierUriInvalid(string uri, string rule) => new(nameof(IdentifierUriInvalid), AppErrorKind.InvalidArgument, uri,
        $"'{Shorten(uri)}' can't be an Application ID URI: {rule}.",
        "Leave -IdentifierUri out for api:// with the application ID, or give an address on a verified domain of the tenant.");

    public static AppException IdentifierUriNotAllowed(string uri, Exception inner) => new(nameof(IdentifierUriNotAllowed), AppErrorKind.InvalidArgument, uri,
        $"The tenant does not allow the Application ID URI '{Shorten(uri)}': its host is no verified domain of the tenant, and it holds neither the app's nor the tenant's id.",
        "Leave -IdentifierUri out for api:// with the application ID, or use api://(tenant ID)/name, or verify the domain first.", inner);

    public static AppException IdentifierUriTaken(string uri, Exception inner) => new(nameof(IdentifierUriTaken), AppErrorKind.Conflict, uri,
        $"Another app of the tenant has the Application ID URI '{Shorten(uri)}', perhaps a deleted one.",
        "Choose another URI, or remove it from the other app first: Set-AppIdentifierUri -Replace, or Remove-VendorAppRegistration -Permanent for a deleted one.", inner);

    public static AppException PermissionValueInvalid(string value, string rule) => new(nameof(PermissionValueInvalid), AppErrorKind.InvalidArgument, value,
        $"'{Shorten(value)}' can't be the name of a scope or role: {rule}.",
        "Use letters, digits and signs without spaces, such as Files.Read or access_as_user.");

    public static AppException ApiScopeMissing(AppRegistration app) => new(nameof(ApiScopeMissing), AppErrorKind.NotFound, app,
        $"'{app.DisplayName}' exposes no scope that is enabled, so there is nothing to authorize a client for.",
        "Add one first with Add-AppApiScope.");

    public static AppException ApiScopeNotFound(AppRegistration app, string name) => new(nameof(ApiScopeNotFound), AppErrorKind.NotFound, name,
        $"'{app.DisplayName}' exposes no scope '{name}'; it has {(app.ApiScopes.Count == 0 ? "none" : string.Join(", ", app.ApiScopes))}.",
        "Check the spelling, or add the scope first with Add-AppApiScope.");

    /// <summary>A scope that was to be removed and that the app doesn't expose.</summary>
    public static AppException ApiScopeNotFound(AppRegistration app, string name, IReadOnlyList<string> near) => NotFound(nameof(ApiScopeNotFound), app, "scope", name, near);

    public static AppException RedirectUriNotFound(AppRegistration app, string uri, IReadOnlyList<string> near) => NotFound(nameof(RedirectUriNotFound), app, "redirect URI", uri, near);

    public static AppException CredentialNotFound(AppRegistration app, string name, IReadOnlyList<string> near) => NotFound(nameof(CredentialNotFound), app, "credential", name, near);

    public static AppException AppSettingsDiffer(AppRegistration app, IReadOnlyList<string> differences, bool restored) => new(nameof(AppSettingsDiffer), AppErrorKind.Conflict, app,
        $"'{app.DisplayName}' ({app.AppId}) exists with other settings: {string.Join("; ", differences)}. {(restored ? "It was restored; nothing else was changed." : "Nothing was changed.")}",
        "Set-VendorAppRegistration changes the settings of an existing app; -UniqueName with another value makes a second app.");

    public static AppException AppNameTaken(string name, IReadOnlyList<AppRegistration> found) => new(nameof(AppNameTaken), AppErrorKind.Conflict, name,
        $"{(found.Count == 1 ? "An app" : $"{found.Count} apps")} of the name '{name}' {(found.Count == 1 ? "is" : "are")} there that this command did not make: {string.Join(", ", found.Select(app => app.AppId))}.",
        "Add -AppId with one of these ids to go on with that app, or -UniqueName with a name of your own to make another of the same display name.");

    public static AppException AppOfOtherVariant(VendorVariant variant, AppRegistration app) => new(nameof(AppOfOtherVariant), AppErrorKind.Conflict, app,
        $"'{app.DisplayName}' ({app.AppId}) is the app of {variant.Vendor}'s variant {variant.Others[app.UniqueName!]}, not of {variant.Name}. Nothing was changed.",
        $"Add -AppId {app.AppId} to carry out {variant.Name} on the same app as well, or -DisplayName with another name for an app of its own.");

    public static AppException AppSoftDeleted(AppRegistration deleted, string uniqueName) => new(nameof(AppSoftDeleted), AppErrorKind.Conflict, deleted.DisplayName,
        string.Create(CultureInfo.InvariantCulture, $"'{deleted.DisplayName}' was deleted{(deleted.DeletedDateTime is { } at ? $" on {at.UtcDateTime:yyyy-MM-dd}" : "")} and can still be restored (application ID {deleted.AppId}); it holds the unique name '{uniqueName}' until it is removed for good."),
        $"Add -Restore to bring it back, -UniqueName with another value to make a new one, or remove it for good: Remove-VendorAppRegistration -Permanent. Its object id is {deleted.Id}.");

    public static AppException UniqueNameTaken(string uniqueName, Exception inner) => new(nameof(UniqueNameTaken), AppErrorKind.Conflict, uniqueName,
        $"Another object holds the unique name '{uniqueName}', and neither the apps nor the deleted apps show it.",
        "If an app was deleted or made a moment ago, try again in some minutes; otherwise choose another name with -UniqueName.", inner);

    public static AppException DisplayNameInvalid(string name, string rule) => new(nameof(DisplayNameInvalid), AppErrorKind.InvalidArgument, name,
        $"The display name '{Shorten(name)}' can't be used: {rule}.",
        "Give a name of 1 to 120 characters.");

    public static AppException RedirectUriInvalid(string uri, string rule) => new(nameof(RedirectUriInvalid), AppErrorKind.InvalidArgument, uri,
        $"The redirect URI '{Shorten(uri)}' can't be used: {rule}.",
        "Use an absolute https address without a fragment, such as https://app.example.com/callback; http only for localhost.");

    /// <summary>What passed the rules here, but not those of the service.</summary>
    public static AppException RedirectUriRefused(IReadOnlyCollection<AppRedirectUri> uris, GraphException inner) => new(nameof(RedirectUriInvalid), AppErrorKind.InvalidArgument, string.Join(", ", uris.Select(uri => uri.Uri)),
        $"Microsoft Entra refused the redirect URI{(uris.Count > 1 ? "s" : "")} {Shorten(string.Join(", ", uris.Select(uri => $"{uri.Uri} ({uri.Platform})")))}: {string.Join(" ", inner.Details.Select(detail => detail.Message).Prepend(inner.Reason).OfType<string>().Distinct())}",
        "Check the address and its platform: web, single-page application (-SpaRedirectUri), or mobile and desktop (-PublicClientRedirectUri).", inner);

    public static AppException UniqueNameInvalid(string name, string rule) => new(nameof(UniqueNameInvalid), AppErrorKind.InvalidArgument, name,
        $"The unique name '{Shorten(name)}' can't be used: {rule}.", "Use letters, digits, '-', '_' and '.'.");

    /// <summary>A name that is no permission of the wanted API and type.</summary>
    public static AppException PermissionNotFound(PermissionMiss miss)
    {
        var kind = miss.Type is { } type ? $"{Word(type)} permission" : "permission";
        var resource = miss.Resource ?? "The built-in catalogue";
        var (wrong, cure) = miss switch
        {
            { Names: { Count: > 1 } names } => (
                $"'{Shorten(miss.Name)}' is {names.Count} names in one string: {string.Join(", ", names)}.",
                $"Give a list, each name in quotes of its own or in none: {string.Join(", ", names)}."),
            { Disabled: true } => (
                $"The {kind} '{miss.Name}' of {resource} is disabled; its API gives it to nobody.",
                "The publisher of the API can enable it: Add-AppApiScope or Add-AppRole with -Disabled:$false. An app that requests it or was granted it loses it with Remove-AppPermission and Revoke-AppAdminConsent."),
            { OtherResource: { } other } => (
                $"'{miss.Name}' names a permission of {other}, not of {resource}.",
                "Give the name alone, or add it as a permission of that API with Add-AppApiPermission."),
            { ResourceKnown: false } => (
                $"The built-in catalogue doesn't hold the API {resource}, so '{miss.Name}' can't be looked up there.",
                "Connect to a tenant that has the API."),
            { OtherType: { } other } => (
                $"'{miss.Name}' exists as {Word(other.Type)} permission of {other.ResourceName} only, not as {kind}.",
                $"Ask for it as {Word(other.Type)} permission, or choose another {kind}."),
            { Elsewhere: [var there, ..] } => (
                $"{resource} has no {kind} '{miss.Name}'{(there.Name == miss.Name ? "" : $" ({there.Name})")}: it is a permission of {string.Join(" and of ", miss.Elsewhere.Select(item => item.ResourceName).Distinct())}.",
                $"Name that API: Add-AppApiPermission -Api '{there.ResourceName}' -{there.Type} {there.Name}. Grant-AppAdminConsent, Revoke-AppAdminConsent and Remove-AppPermission take -Api too."),
            _ when Guid.TryParse(miss.Name, out _) => (
                $"{resource} has no {kind} with the id {miss.Name}.",
                "Check the id. It belongs to one API, which -Api names, and to one type: application or delegated."),
            _ => (
                $"{resource} has no {kind} '{miss.Name}'.",
                "Check the spelling; Find-AppPermission finds permissions by a part of their name, such as '*Mail*'."),
        };
        var nearest = miss.Nearest.Select(permission => permission.Name).ToList();
        if (nearest.Count > 0)
        {
            wrong += $" The nearest {kind}{(nearest.Count == 1 ? " is" : "s are")} {string.Join(", ", nearest)}.";
        }

        return new AppException(nameof(PermissionNotFound), AppErrorKind.NotFound, miss.Name, wrong, cure);
    }

    /// <summary>An API that the catalogue doesn't hold.</summary>
    public static AppException ApiNotInCatalogue(string reference, IEnumerable<PermissionResource> known) =>
        new(nameof(ApiNotInCatalogue), AppErrorKind.NotFound, reference,
            $"The built-in catalogue doesn't hold the API '{reference}'.{NearestNames.Question(NearestNames.Of(reference, known, resource => resource.Names).Select(resource => $"'{resource.Name}'"))}",
            $"It holds {string.Join(", ", known.Select(resource => resource.Name))}.");

    public static AppException ApiNotFound(string reference, string tenant, IEnumerable<string> alike) => new(nameof(ApiNotFound), AppErrorKind.NotFound, reference,
        $"No API '{reference}' is built in or was found in tenant {tenant}.{NearestNames.Question(alike.Select(name => $"'{name}'"))}",
        "Give its application id, or the name or URI of its enterprise application in full; a vendor's API must be installed first with New-VendorServicePrincipal.");

    public static AppException ApiAmbiguous(string reference, IReadOnlyList<Guid> found) => new(nameof(ApiAmbiguous), AppErrorKind.InvalidArgument, reference,
        $"{found.Count} APIs have the name '{reference}': {string.Join(", ", found)}.",
        "Give the application id instead of the name.");

    public static AppException PermissionAmbiguous(string name, IReadOnlyList<AppRequestedPermission> found) => new(nameof(PermissionAmbiguous), AppErrorKind.InvalidArgument, name,
        $"The app requests '{name}' of {found.Count} APIs: {string.Join(", ", found.Select(item => item.ResourceName ?? item.ResourceAppId.ToString()))}.",
        "Say which one with -Api.");

    public static AppException PermissionUnknownToTenant(AppRequestedPermission permission) => new(nameof(PermissionUnknownToTenant), AppErrorKind.NotFound, permission,
        $"The app requests the {Word(permission.Type)} permission {permission.Id} of API {permission.ResourceAppId}, which that API does not have. Consent would fail as a whole.",
        "Remove it with Remove-AppPermission, then grant consent again.");

    public static AppException ResourceNotInTenant(Guid resourceAppId) => new(nameof(ResourceNotInTenant), AppErrorKind.NotFound, resourceAppId,
        $"The API {resourceAppId} has no service principal in this tenant and none could be made.",
        "Check the application id of the API; a vendor's API must be installed first with New-VendorServicePrincipal.");

    public static AppException TooManyPermissions(string what, int limit, int asked) => new(nameof(TooManyPermissions), AppErrorKind.InvalidArgument, what,
        string.Create(CultureInfo.InvariantCulture, $"The app would request {asked} {what}; Entra allows {limit}. Nothing was sent."),
        "Remove what is not needed with Remove-AppPermission.");

    public static AppException SecretLifetimeForbidden(string app, TimeSpan? longest, Exception? inner) => new(nameof(SecretLifetimeForbidden), AppErrorKind.Denied, app,
        longest is { } days
            ? string.Create(CultureInfo.InvariantCulture, $"The tenant's policy allows client secrets to live {days.TotalDays:0.##} days at most.")
            : "The tenant's policy forbids this lifetime of a client secret; the policy itself could not be read.",
        longest is { } max
            ? string.Create(CultureInfo.InvariantCulture, $"Use -ValidForDays {Math.Floor(max.TotalDays):0} or less.")
            : "Use a shorter -ValidForDays, or ask for the tenant's app management policy.", inner);

    public static AppException SecretNotAllowed(string app, Exception? inner) => new(nameof(SecretNotAllowed), AppErrorKind.Denied, app,
        "The tenant's policy does not allow client secrets on this app.",
        "Use a certificate (Add-AppCertificate) or a federated credential (Add-AppFederatedCredential), or ask for an exemption from the app management policy.", inner);

    public static AppException SecretMayBeLost(string app, string secret, IReadOnlyList<Guid> ids, Exception inner) => new(nameof(SecretMayBeLost), AppErrorKind.Timeout, app,
        $"The secret '{secret}' of '{app}' may have been made, but its text was lost on the way: the ids that it may have are {string.Join(", ", ids)}. {inner.Message}",
        "Make the secret again with New-AppClientSecret -Replace, which removes it, or remove it by its id with Remove-AppCredential.", inner);

    public static AppException SecretNotAccepted(AppClientSecret secret, AppSignInResult result) => new(nameof(SecretNotAccepted), AppErrorKind.Timeout, secret,
        $"{secret} was made, but is not accepted after {Graph.Duration.InWords(result.Elapsed)}: {result}",
        result.Cure ?? "Keep the secret and try again with Test-AppSignIn.");

    public static AppException NotVisibleYet(AppRegistration app, GraphException inner) => new(nameof(NotVisibleYet), AppErrorKind.Timeout, app,
        inner.Message, "It was granted. Read again with Get-AppConsent later, or allow more time with Connect-AppTenant -ReplicationTimeout.", inner);

    public static AppException SecretLifetimeInvalid(DateTimeOffset start, DateTimeOffset end) => new(nameof(SecretLifetimeInvalid), AppErrorKind.InvalidArgument, end,
        string.Create(CultureInfo.InvariantCulture, $"The secret would end ({end.UtcDateTime:u}) before it begins ({start.UtcDateTime:u})."),
        "Give an end after the start.");

    public static AppException CredentialNotChosen() => new(nameof(CredentialNotChosen), AppErrorKind.InvalidArgument, null,
        "Nothing says which credentials are meant.",
        "Give -KeyId, -DisplayName, -Kind or -Expired, or pipe credentials of Get-AppCredential.");

    public static AppException CertificateUnreadable(string source, string reason, Exception? inner) => new(nameof(CertificateUnreadable), AppErrorKind.InvalidArgument, source,
        $"No certificate can be read from '{source}': {reason}.",
        "Specify a certificate in DER or PEM form (.cer, .crt, .pem), or a PFX file with -Password. Only the public part is sent.", inner);

    public static AppException CertificatePasswordNeeded(string source, Exception inner) => new(nameof(CertificateUnreadable), AppErrorKind.InvalidArgument, source,
        $"The PFX file '{source}' is protected by a password, and none was given.",
        "Specify its password with -Password, or a file with the certificate alone (.cer, .crt, .pem): only the public part is sent.", inner);

    public static AppException CertificateAmbiguous(string source, IReadOnlyList<string> certificates) => new(nameof(CertificateAmbiguous), AppErrorKind.InvalidArgument, source,
        $"'{source}' holds {certificates.Count} certificates that don't form one chain: {string.Join(", ", certificates)}. Nothing was sent.",
        "Put the certificate that the app signs in with into a file of its own.");

    public static AppException CertificateKeyUnsupported(string subject, string key) => new(nameof(CertificateKeyUnsupported), AppErrorKind.InvalidArgument, subject,
        $"The certificate '{subject}' has a key of the kind {key}. Microsoft Entra accepts only RSA keys for signing in; nothing was sent.",
        "Create a certificate with an RSA key of at least 2048 bits and add that.");

    public static AppException CertificateExpired(string subject, DateTimeOffset end) => new(nameof(CertificateExpired), AppErrorKind.InvalidArgument, subject,
        $"The certificate '{subject}' has ended on {end.UtcDateTime:yyyy-MM-dd}; nobody could sign in with it. Nothing was sent.",
        "Make a new certificate and add that.");

    public static AppException FederatedCredentialInvalid(string what, string value, string rule) => new(nameof(FederatedCredentialInvalid), AppErrorKind.InvalidArgument, value,
        $"'{Shorten(value)}' can't be the {what} of a federated credential: {rule}.",
        what switch
        {
            "name" => "Choose another name, such as github-main.",
            "audience" => "Leave -Audience out for the usual one, api://AzureADTokenExchange.",
            "description" => "Shorten the description.",
            _ => $"Copy the {what} from the documentation of the service that issues the tokens.",
        });

    public static AppException FederatedCredentialDiffers(AppRegistration app, AppCredential there) => new(nameof(FederatedCredentialDiffers), AppErrorKind.Conflict, there,
        $"'{app.DisplayName}' has a federated credential '{there.DisplayName}' for other tokens: issuer {there.Issuer}, subject {there.Subject}. Nothing was changed.",
        "Choose another name, or remove that one first with Remove-AppCredential.");

    public static AppException FederatedCredentialTaken(AppRegistration app, AppCredential there) => new(nameof(FederatedCredentialTaken), AppErrorKind.Conflict, there,
        $"'{app.DisplayName}' takes tokens of {there.Issuer} with the subject {there.Subject} already, by its federated credential '{there.DisplayName}'; there can be one only.",
        "Nothing is to do, or remove that one first with Remove-AppCredential.");

    public static AppException TooManyFederatedCredentials(AppRegistration app, int limit) => new(nameof(TooManyFederatedCredentials), AppErrorKind.InvalidArgument, app,
        string.Create(CultureInfo.InvariantCulture, $"'{app.DisplayName}' has {limit} federated credentials, and Entra allows no more. Nothing was sent."),
        "Remove what is not needed with Remove-AppCredential.");

    /// <summary>A name that was to be removed, is not there, and is likely misspelt.</summary>
    private static AppException NotFound(string errorId, AppRegistration app, string what, string name, IReadOnlyList<string> near) => new(errorId, AppErrorKind.NotFound, name,
        $"'{app.DisplayName}' has no {what} '{Shorten(name)}'.{(near.Count == 0 ? "" : $" Did you mean {Misspelling.Listed(near)}?")} Nothing was removed.",
        $"Check the spelling: each {what} is compared character by character, and several are given as a list.");

    internal static string Word(AppPermissionType type) => type == AppPermissionType.Application ? "application" : "delegated";

    private static string Shorten(string text) => text.Length <= 150 ? text : Cut.To(text, 147) + "...";
}
