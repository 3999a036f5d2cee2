using System.Globalization;

namespace EntraAppCmdlets.Guides;

/// <summary>Says, step by step of the guide, what a plan sends and what is there already.</summary>
internal sealed class VendorPlanWords(VendorPlan plan)
{
    private readonly AppSpec _design = plan.Design;
    private readonly GuideProgress _progress = plan.Book;
    private readonly bool _isThere = plan.Registration is null ? !plan.App.IsPlanned : plan.Registration.Existing is not null;

    public void Write()
    {
        Registration();
        Api();
        Permissions();
        Consent();
        Secret();
        Owners();
        Access();
    }

    /// <summary>What has become of the guide's secret, or would.</summary>
    public string SecretState(AppClientSecret? made) => plan switch
    {
        _ when made is not null => string.Create(CultureInfo.InvariantCulture, $"made now, valid until {made.EndDateTime.UtcDateTime:yyyy-MM-dd}{(made.KeyVaultSecretId is { } id ? $", in the Key Vault: {id}" : "")}"),
        { Design.Secret: null } => "none needed",
        { MakesSecret: true } => "to be made",
        { SecretThere: { } there } => string.Create(CultureInfo.InvariantCulture, $"kept, made {there.StartDateTime?.UtcDateTime:yyyy-MM-dd}, valid until {there.EndDateTime?.UtcDateTime:yyyy-MM-dd}; {Whereabouts(there)}"),
        _ => "none made",
    };

    private string Whereabouts(AppCredential there) => plan.KeptAt is not null
        ? $"it is in the Key Vault {plan.Place!.Vault.Host} as '{plan.Place.Name}'"
        : "Entra does not show its value again, -NewSecret makes another";

    private void Registration()
    {
        if (_design.Registration is not { } request)
        {
            Say(_design.Template.VendorApp!.Step, _isThere && plan.App.ServicePrincipalId is not null, $"the service principal of {_design.VendorAppId}");
            return;
        }

        var template = _design.Template.Registration!;
        if (!_isThere)
            _progress.Change(template.Step, plan.Registration!.RestoreId is null ? $"create '{request.DisplayName}' for {request.SignInAudience}, with its service principal" : $"restore the deleted app '{request.DisplayName}'");
        else
            _progress.AlreadyDone(template.Step, $"'{plan.App.DisplayName}' ({plan.App.AppId}) is there");
        if (_isThere && plan.App.ServicePrincipalId is null)
            _progress.Change(template.Step, "create its service principal");
        foreach (var uri in template.RedirectUris.Where(uri => _design.Input.Holds(uri.When)))
        {
            var wanted = new AppRedirectUri(_design.Input.Fill(uri.Uri), uri.Platform);
            Say(uri.Step ?? template.Step, _isThere && plan.App.RedirectUris.Contains(wanted), $"the redirect URI {wanted.Uri} ({wanted.Platform})");
        }

        if (request.IdTokenIssuance == true)
            Say(template.TokenStep ?? template.Step, _isThere && plan.App.IdTokenIssuance, "ID tokens of the authorization endpoint");
        if (request.AccessTokenIssuance == true)
            Say(template.TokenStep ?? template.Step, _isThere && plan.App.AccessTokenIssuance, "access tokens of the authorization endpoint");
    }

    private void Api()
    {
        if (_design.Template.Api is not { } api || _design.Scopes.Count == 0)
            return;
        Say(api.Step, plan.App.IdentifierUris.Count > 0, $"the Application ID URI {(plan.App.IdentifierUris is [var first, ..] ? first : null) ?? (_isThere ? _design.IdentifierUriFor(plan.App.AppId) : "api://<application ID>")}");
        foreach (var (scope, template) in _design.Scopes.Zip(api.Scopes))
        {
            var consent = scope.Consent == AppScopeConsent.AdminsAndUsers ? "admins and users can consent" : "admins can consent";
            Say(template.Step ?? api.Step, plan.Scopes.All(missing => !string.Equals(missing.Value, scope.Value, StringComparison.OrdinalIgnoreCase)), $"the scope {scope.Value} ({consent})");
        }
    }

    private void Permissions()
    {
        if (_design.IsVendorApp)
            return;
        foreach (var permission in _design.Unavailable)
            _progress.LeaveOut(permission.Step, $"{permission.Name} ({Word(permission.Type)}) of the API {permission.Api}, which this tenant doesn't have");
        foreach (var permission in _design.Permissions)
        {
            var wanted = plan.Permissions.First(item => string.Equals(item.Name, permission.Name, StringComparison.OrdinalIgnoreCase) && item.Type == permission.Type && (permission.Api is null ? item.ResourceAppId == plan.App.AppId : item.ResourceAppId == permission.Api));
            Say(permission.Step, _isThere && plan.App.Permissions.Any(there => there.Key == wanted.Key), $"{wanted.Name} ({Word(wanted.Type)}) of {(permission.Api is null ? "the app itself" : wanted.ResourceName)}");
        }
    }

    private void Consent()
    {
        if (_design.Consent is not { } consent)
            return;
        var missing = plan.MissingConsent;
        if (!plan.Order.Consent)
            _progress.LeaveOut(consent.Step, "no consent is given (-NoConsent)");
        else if (plan.Permissions.Count == 0)
            _progress.AlreadyDone(consent.Step, "no permission needs consent");
        else if (missing.Count == 0)
            _progress.AlreadyDone(consent.Step, $"all {plan.Permissions.Count} permissions are granted");
        else
            _progress.Change(consent.Step, $"grant {string.Join(", ", missing.Select(permission => $"{permission} ({Word(permission.Type)})"))} for the whole tenant");
    }

    private void Secret()
    {
        if (_design.Secret is not { } secret)
            return;
        if (plan.MakesSecret)
            _progress.Change(secret.Step, string.Create(CultureInfo.InvariantCulture, $"make the secret '{_design.SecretDescription}' for {plan.Order.ValidForDays ?? secret.ValidForDays} days{(plan.Place is null ? "" : $", and {plan.Place}")}{(plan.Order.Secret == VendorSecretMode.Replace && plan.SecretThere is not null ? ", then remove what was made for it before" : "")}"));
        else if (plan.SecretThere is { } there)
            _progress.AlreadyDone(secret.Step, $"the secret '{there.DisplayName}' until {there.EndDateTime?.UtcDateTime:yyyy-MM-dd} is there; {Whereabouts(there)}");
        else
            _progress.LeaveOut(secret.Step, "no secret is made (-NoSecret)");
    }

    private void Owners()
    {
        if (_design.Owners is not { } owners)
            return;
        foreach (var owner in plan.Owners)
            Say(owners.Step, plan.State.Owned is { } there && there.Changes.All(change => change.Owner.Id != owner.Id), $"the owner {owner}");
    }

    private void Access()
    {
        if (_design.Access is not { } access)
            return;
        foreach (var principal in plan.Assignees)
            Say(access.Step, plan.State.LetIn is { } there && there.Added.All(added => added.PrincipalId != principal.Id), $"the assignment of {principal}");
        if (access.AssignmentRequired is { } required)
            Say(access.Step, plan.State.LetIn is { Required: null } || (plan.State.LetIn is null && !required), required ? "only assigned users and groups may sign in" : "everybody may sign in");
    }

    private void Say(string step, bool isThere, string words)
    {
        if (isThere)
            _progress.AlreadyDone(step, $"{words}: there already");
        else
            _progress.Change(step, $"add {words}");
    }

    private static string Word(AppPermissionType type) => type == AppPermissionType.Application ? "application" : "delegated";
}
