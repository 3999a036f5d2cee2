using System.Globalization;
using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Guides;

/// <summary>An app beside its guide: one finding for each difference, with the command that mends it.</summary>
internal sealed class VendorComparison(AppSpec design, VendorAppState state, IReadOnlyList<Principal> owners, IReadOnlyList<Principal> assignees, DateTimeOffset now)
{
    private readonly List<VendorAppFinding> _findings = [];

    private AppRegistration App => state.App;

    /// <summary>The one finding about an app that is not there.</summary>
    /// <param name="design">The guide.</param>
    /// <param name="deletedAppId">The application (client) ID of a deleted app of the name.</param>
    public static VendorAppFinding Missing(AppSpec design, string? deletedAppId) => new()
    {
        Vendor = design.Vendor,
        DisplayName = design.Registration?.DisplayName ?? design.Template.Title,
        AppId = design.VendorAppId,
        Check = VendorAppCheck.AppMissing,
        Severity = VendorAppSeverity.Error,
        Property = "App",
        Expected = design.Registration is { } request ? $"an app '{request.DisplayName}'" : $"the vendor's app {design.VendorAppId}",
        Actual = deletedAppId is null ? "none in this tenant" : $"deleted, application ID {deletedAppId}",
        Fix = deletedAppId is not null ? $"Restore-VendorAppRegistration {deletedAppId}" : design.InstallCommand(),
        GuideSymptom = Symptom(design, VendorAppCheck.AppMissing),
    };

    /// <summary>All differences, in the order of the guides.</summary>
    public IReadOnlyList<VendorAppFinding> Findings()
    {
        if (design.Registration is { } request)
        {
            Registration(request);
            Api();
            Extras();
            Permissions();
        }

        ServicePrincipal();
        Consent();
        Secret();
        OtherCredentials();
        Owners();
        Access();
        return _findings;
    }

    private void Registration(RegistrationRequest request)
    {
        if (App.DisplayName != request.DisplayName)
            Find(VendorAppCheck.DisplayName, VendorAppSeverity.Information, "DisplayName", request.DisplayName, App.DisplayName, $"Set-VendorAppRegistration -App {App.AppId} -DisplayName {Quoted(request.DisplayName)}");
        if (App.SignInAudience != request.SignInAudience)
            Find(VendorAppCheck.SignInAudience, VendorAppSeverity.Error, "SignInAudience", request.SignInAudience.ToString()!, App.SignInAudience?.ToString() ?? "none", $"Set-VendorAppRegistration -App {App.AppId} -SignInAudience {request.SignInAudience}");
        foreach (var uri in request.RedirectUris.Except(App.RedirectUris))
        {
            if (App.RedirectUris.FirstOrDefault(there => there.Uri == uri.Uri) is { } elsewhere)
                Find(VendorAppCheck.RedirectUriPlatform, VendorAppSeverity.Error, uri.Uri, $"platform {uri.Platform}", $"platform {elsewhere.Platform}", $"Remove-AppRedirectUri -App {App.AppId} -RedirectUri {Quoted(uri.Uri)} -Confirm:$false; {AddRedirectUri(uri)}");
            else
                Find(VendorAppCheck.RedirectUriMissing, VendorAppSeverity.Error, uri.Uri, $"registered ({uri.Platform})", Nearest(uri), AddRedirectUri(uri));
        }

        foreach (var uri in App.RedirectUris.Where(there => request.RedirectUris.All(uri => uri.Uri != there.Uri)))
            Find(VendorAppCheck.RedirectUriExtra, VendorAppSeverity.Warning, uri.Uri, "not registered", $"registered ({uri.Platform})", $"Remove-AppRedirectUri -App {App.AppId} -RedirectUri {Quoted(uri.Uri)}");
        Tokens(VendorAppCheck.IdTokenIssuance, "IdTokenIssuance", request.IdTokenIssuance ?? false, App.IdTokenIssuance);
        Tokens(VendorAppCheck.AccessTokenIssuance, "AccessTokenIssuance", request.AccessTokenIssuance ?? false, App.AccessTokenIssuance);
    }

    private void Tokens(VendorAppCheck check, string property, bool expected, bool actual)
    {
        if (expected != actual)
            Find(check, expected ? VendorAppSeverity.Error : VendorAppSeverity.Warning, property, OnOff(expected), OnOff(actual), $"Set-VendorAppRegistration -App {App.AppId} -{property}{(expected ? "" : ":$false")}");
    }

    private void Api()
    {
        if (design.Scopes.Count == 0)
            return;
        if (App.IdentifierUris.Count == 0)
            Find(VendorAppCheck.IdentifierUriMissing, VendorAppSeverity.Error, "IdentifierUris", design.IdentifierUriFor(App.AppId)!, "none", $"Set-AppIdentifierUri -App {App.AppId} -IdentifierUri {design.IdentifierUriFor(App.AppId)}");
        foreach (var scope in design.Scopes)
        {
            var property = $"scope {scope.Value}";
            var mend = $"Add-AppApiScope -App {App.AppId} -Scope {Quoted(scope.Value)}";
            if (App.ApiScopes.FirstOrDefault(there => Same(there.Value, scope.Value)) is not { } there)
            {
                Find(VendorAppCheck.ScopeMissing, VendorAppSeverity.Error, property, "exposed", "missing", $"{mend} -Consent {scope.Consent}{Texts(scope)}");
                continue;
            }

            if (!there.IsEnabled)
                Find(VendorAppCheck.ScopeDisabled, VendorAppSeverity.Error, property, "enabled", "disabled", $"{mend} -Disabled:$false");
            if (there.Consent != scope.Consent)
                Find(VendorAppCheck.ScopeConsent, VendorAppSeverity.Error, property, scope.Consent.ToString(), there.Consent.ToString(), $"{mend} -Consent {scope.Consent}");
            if (there.AdminConsentDisplayName is null or "" || there.AdminConsentDescription is null or "")
                Find(VendorAppCheck.ScopeText, VendorAppSeverity.Information, property, "a title and a text for the consent page", "none", $"{mend}{Texts(scope)}");
        }
    }

    private void Extras()
    {
        foreach (var scope in App.ApiScopes.Where(there => design.Scopes.All(scope => !Same(scope.Value, there.Value))))
            Find(VendorAppCheck.ScopeExtra, VendorAppSeverity.Warning, $"scope {scope.Value}", "not exposed", "exposed", $"Remove-AppApiScope -App {App.AppId} -Scope {Quoted(scope.Value)}");
        foreach (var role in App.AppRoles)
            Find(VendorAppCheck.RoleExtra, VendorAppSeverity.Warning, $"role {role}", "no such role", "defined", $"Remove-AppRole -App {App.AppId} -Value {Quoted(role.ToString())}");
    }

    private void Permissions()
    {
        // By the names that the tenant gives them: what the app itself or another organization exposes has no name elsewhere.
        var requested = state.Consents.Where(row => row.PrincipalId is null && row.State != AppConsentState.GrantedOnly).ToList();
        foreach (var permission in design.Permissions.Where(permission => !requested.Exists(row => Is(permission, row))))
            Find(VendorAppCheck.PermissionMissing, VendorAppSeverity.Error, $"permission {permission.Name} ({Word(permission.Type)})", "requested", "missing", Add(permission));
        foreach (var row in requested.Where(row => !design.Permissions.Any(permission => Is(permission, row))))
        {
            // What only has its id in an API that the tenant has is no permission of it.
            var unknown = row.ResourceName is not null && Guid.TryParse(row.Permission, out _);
            Find(VendorAppCheck.PermissionExtra, unknown ? VendorAppSeverity.Error : VendorAppSeverity.Warning,
                unknown ? $"permission {row.Permission} of API {row.ResourceAppId}" : $"permission {row.Permission} ({Word(row.Type)})", "not requested",
                unknown ? "requested, but the API does not have it: consent fails as a whole" : "requested",
                $"Remove-AppPermission -App {App.AppId} -{row.Type} {Quoted(row.Permission)}{ApiOf(row.ResourceAppId ?? Guid.Empty)}");
        }
    }

    private void ServicePrincipal()
    {
        if (App.ServicePrincipalId is null)
            Find(VendorAppCheck.ServicePrincipalMissing, VendorAppSeverity.Error, "ServicePrincipalId", "a service principal", "none", $"New-VendorServicePrincipal {App.AppId}");
        else if (state.IsEnabled == false)
            Find(VendorAppCheck.ServicePrincipalDisabled, VendorAppSeverity.Error, "ServicePrincipal", "enabled", "disabled", "In the portal, under Enterprise applications, Properties: set 'Enabled for users to sign-in' to Yes.");
    }

    private void Consent()
    {
        // Without a service principal nothing can be granted; that is a finding of its own.
        if (design.Consent is null || App.ServicePrincipalId is null)
            return;
        foreach (var permission in design.Permissions)
        {
            var rows = state.Consents.Where(row => Is(permission, row)).ToList();
            if (rows.Exists(row => row.PrincipalId is null && row.State != AppConsentState.NotGranted))
                continue;
            // Consent to what is not requested would be refused; a finding of its own says so.
            var ofUsers = rows.Count(row => row.PrincipalId is not null && row.State != AppConsentState.NotGranted);
            if (design.IsVendorApp || rows.Count > 0)
                Find(VendorAppCheck.ConsentMissing, VendorAppSeverity.Error, $"consent to {permission.Name} ({Word(permission.Type)})", "granted for the tenant", ofUsers > 0 ? string.Create(CultureInfo.InvariantCulture, $"granted by {ofUsers} users for themselves") : "not granted", $"Grant-AppAdminConsent -App {App.AppId} -{permission.Type} {Quoted(permission.Name)}{ApiOf(permission.Api ?? App.AppId)}");
        }

        foreach (var row in state.Consents.Where(row => row.PrincipalId is null && row.State != AppConsentState.NotGranted && !design.Permissions.Any(permission => Is(permission, row))))
        {
            Find(VendorAppCheck.ConsentExtra, VendorAppSeverity.Warning, $"consent to {row.Permission} ({Word(row.Type)})", "not granted", "granted",
                $"Revoke-AppAdminConsent -App {App.AppId} -{row.Type} {Quoted(row.Permission)}{ApiOf(row.ResourceAppId ?? Guid.Empty)}");
        }
    }

    private void Secret()
    {
        if (design.Secret is not { } wanted)
            return;
        var all = App.Credentials.Where(credential => credential.Kind == AppCredentialKind.Secret).ToList();
        // That of the guide's description is the one that the vendor has, if there is one.
        var own = all.FindAll(credential => credential.DisplayName == design.SecretDescription);
        var secrets = own.Count > 0 ? own : all;
        var days = string.Create(CultureInfo.InvariantCulture, $"-DisplayName {Quoted(design.SecretDescription)} -ValidForDays {wanted.ValidForDays}");
        if (secrets.Count == 0 && Others().ToList() is { Count: > 0 } instead)
        {
            Find(VendorAppCheck.CredentialKind, VendorAppSeverity.Warning, "Credentials", $"a client secret, unless the vendor's product signs in with {(instead.Count == 1 ? "this" : "one of these")}",
                string.Join(", ", instead), $"New-AppClientSecret -App {App.AppId} {days}");
            return;
        }

        if (secrets.Count == 0)
        {
            Find(VendorAppCheck.SecretMissing, VendorAppSeverity.Error, "Credentials", "a client secret", "none", $"New-AppClientSecret -App {App.AppId} {days}");
            return;
        }

        var last = secrets.MaxBy(credential => credential.EndDateTime ?? DateTimeOffset.MaxValue)!;
        var usable = secrets.Exists(credential => credential.StartDateTime <= now && (credential.EndDateTime is null || credential.EndDateTime > now));
        var property = $"secret '{last.DisplayName}'";
        if (last.EndDateTime <= now)
            Find(VendorAppCheck.SecretExpired, VendorAppSeverity.Error, property, "valid", $"ended on {Day(last.EndDateTime)}", $"New-AppClientSecret -App {App.AppId} {days}");
        else if (!usable)
            Find(VendorAppCheck.SecretNotYetValid, VendorAppSeverity.Error, property, "valid", $"begins on {Day(last.StartDateTime)}", $"New-AppClientSecret -App {App.AppId} {days}");
        else if (last.EndDateTime <= now + RegistrationMap.SoonExpiring)
            Find(VendorAppCheck.SecretExpiresSoon, VendorAppSeverity.Warning, property, string.Create(CultureInfo.InvariantCulture, $"valid for {RegistrationMap.SoonExpiring.TotalDays} more days"), $"ends on {Day(last.EndDateTime)}", $"Update-AppClientSecret -App {App.AppId} -DisplayName {Quoted(last.DisplayName ?? "")}");
    }

    private void OtherCredentials()
    {
        // A vendor's own app has its credentials in the vendor's tenant.
        if (design.Registration is null)
            return;
        var secrets = App.Credentials.Where(credential => credential.Kind == AppCredentialKind.Secret && IsUsable(credential)).ToList();
        var extra = new List<AppCredential>();
        if (design.Secret is null)
        {
            if (design.NeedsCredential && secrets.Count == 0 && !Others().Any())
                Find(VendorAppCheck.CredentialMissing, VendorAppSeverity.Error, "Credentials", "a client secret, certificate or federated credential", "none", $"New-AppClientSecret -App {App.AppId}");
            // Which one the vendor has, its guide leaves open.
            if (!design.NeedsCredential)
                extra.AddRange(secrets.Concat(Others()));
        }
        else if (App.Credentials.Any(credential => credential.Kind == AppCredentialKind.Secret))
        {
            if (secrets.Exists(IsOfGuide))
                extra.AddRange(secrets.Where(credential => !IsOfGuide(credential)));
            extra.AddRange(Others());
        }

        foreach (var credential in extra)
            Find(VendorAppCheck.CredentialExtra, VendorAppSeverity.Warning, credential.ToString(), "not there", "valid", $"Remove-AppCredential -App {App.AppId} -KeyId {credential.KeyId}");
    }

    private bool IsOfGuide(AppCredential credential) => credential.DisplayName == design.SecretDescription;

    private bool IsUsable(AppCredential credential) => credential.EndDateTime is null || credential.EndDateTime > now;

    /// <summary>What the app can prove itself with besides a secret.</summary>
    private IEnumerable<AppCredential> Others() => App.Credentials.Where(credential => credential.Kind == AppCredentialKind.Certificate && IsUsable(credential)).Concat(state.Federated);

    private void Owners()
    {
        if (design.Template.Owners is not { } wanted)
            return;
        foreach (var target in wanted.Of.Select(of => of == TemplateOwned.Application ? AppOwnerTarget.Application : AppOwnerTarget.ServicePrincipal))
        {
            var there = state.Owners.Where(owner => owner.Target?.HasFlag(target) == true).ToList();
            var property = $"owners of the {(target == AppOwnerTarget.Application ? "application" : "service principal")}";
            foreach (var owner in owners.Where(owner => there.TrueForAll(item => item.Id != owner.Id)))
                Find(VendorAppCheck.OwnerMissing, VendorAppSeverity.Warning, property, owner.ToString(), there.Count == 0 ? "nobody" : string.Join(", ", there), $"Add-AppOwner -App {App.AppId} -Owner {Quoted(owner.UserPrincipalName ?? owner.Id.ToString())} -Target {target}");
            if (owners.Count == 0 && there.Count == 0)
                Find(VendorAppCheck.OwnerMissing, VendorAppSeverity.Warning, property, "somebody", "nobody", $"Add-AppOwner -App {App.AppId} -Target {target} -Owner '<sign-in name>'");
        }
    }

    private void Access()
    {
        if (design.Access is not { } wanted)
            return;
        if (wanted.AssignmentRequired is { } required && required != (App.AssignmentRequired ?? false))
            Find(VendorAppCheck.AssignmentRequired, VendorAppSeverity.Error, "AssignmentRequired", OnOff(required), OnOff(!required), $"Add-AppAssignment -App {App.AppId} -Required{(required ? "" : ":$false")}");
        if (wanted.Who is null)
            return;
        foreach (var principal in assignees.Where(principal => state.Assignments.All(there => there.PrincipalId != principal.Id)))
            Find(VendorAppCheck.AssignmentMissing, VendorAppSeverity.Error, $"assignment of {principal}", "assigned", "not assigned", $"Add-AppAssignment -App {App.AppId} -Principal {Quoted(principal.UserPrincipalName ?? principal.Id.ToString())}{Role()}");
        foreach (var there in state.Assignments.Where(there => assignees.All(principal => principal.Id != there.PrincipalId)))
            Find(VendorAppCheck.AssignmentExtra, VendorAppSeverity.Warning, $"assignment of {there.PrincipalDisplayName}", "not assigned", "assigned", $"Remove-AppAssignment -App {App.AppId} -Principal {there.PrincipalId}");
    }

    private void Find(VendorAppCheck check, VendorAppSeverity severity, string property, string expected, string actual, string fix) => _findings.Add(new VendorAppFinding
    {
        Vendor = design.Vendor,
        DisplayName = App.DisplayName,
        AppId = App.AppId,
        Check = check,
        Severity = severity,
        Property = property,
        Expected = expected,
        Actual = actual,
        Fix = fix,
        GuideSymptom = Symptom(design, check),
    });

    /// <summary>An app with roles has no default access.</summary>
    private string Role() => App.AppRoles.Where(role => role.IsEnabled && role.AllowedMemberTypes.Contains("User")).ToList() switch
    {
        [] => "",
        [var only] => $" -Role {Quoted(only.ToString())}",
        var several => $" -Role '<{string.Join(" or ", several)}>'",
    };

    private string AddRedirectUri(AppRedirectUri uri)
    {
        var parameter = uri.Platform switch
        {
            AppPlatform.Spa => "SpaRedirectUri",
            AppPlatform.PublicClient => "PublicClientRedirectUri",
            _ => "RedirectUri",
        };
        return $"Add-AppRedirectUri -App {App.AppId} -{parameter} {Quoted(uri.Uri)}";
    }

    private string Add(DesignedPermission permission) => permission.Api == PermissionResource.MicrosoftGraphAppId
        ? $"Add-AppGraphPermission -App {App.AppId} -{permission.Type} {Quoted(permission.Name)}"
        : $"Add-AppApiPermission -App {App.AppId} -{permission.Type} {Quoted(permission.Name)}{ApiOf(permission.Api ?? App.AppId)}";

    /// <summary>Microsoft Graph is what a permission's name means without an API.</summary>
    private static string ApiOf(Guid api) => api == PermissionResource.MicrosoftGraphAppId || api == Guid.Empty ? "" : $" -Api {api}";

    /// <summary>An address that differs by a letter's case or a slash at its end is the likeliest reason.</summary>
    private string Nearest(AppRedirectUri uri) =>
        App.RedirectUris.FirstOrDefault(there => Same(there.Uri.TrimEnd('/'), uri.Uri.TrimEnd('/'))) is { } nearest ? $"missing; there is {nearest.Uri}" : "missing";

    private bool Is(DesignedPermission permission, AppConsent row) =>
        permission.Type == row.Type && (permission.Api ?? App.AppId) == row.ResourceAppId && Same(permission.Name, row.Permission);

    private static string Texts(AppApiScope scope) =>
        $" -AdminConsentDisplayName {Quoted(scope.AdminConsentDisplayName ?? "")} -AdminConsentDescription {Quoted(scope.AdminConsentDescription ?? "")}"
        + (scope.UserConsentDisplayName is null ? "" : $" -UserConsentDisplayName {Quoted(scope.UserConsentDisplayName)}")
        + (scope.UserConsentDescription is null ? "" : $" -UserConsentDescription {Quoted(scope.UserConsentDescription)}");

    private static string? Symptom(AppSpec design, VendorAppCheck check) => design.Template.Symptoms.FirstOrDefault(symptom => symptom.Check == check)?.Text;

    /// <summary>As PowerShell takes it literally.</summary>
    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string OnOff(bool value) => value ? "on" : "off";

    private static string Word(AppPermissionType type) => type == AppPermissionType.Application ? "application" : "delegated";

    private static string Day(DateTimeOffset? time) => time is { } at ? at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "no day";

    private static bool Same(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
