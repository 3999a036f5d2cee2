using EntraAppCmdlets.Aspects.RedirectUris;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Guides;

/// <summary>What a person may say besides the template's own parameters.</summary>
/// <param name="DisplayName">The name of the app; null for the template's.</param>
/// <param name="UniqueName">The name that makes it repeatable; null for one made of the display name.</param>
/// <param name="AppId">The app to go on with, made elsewhere.</param>
/// <param name="Restore">Whether a deleted app of the same unique name is brought back.</param>
internal sealed record AppNaming(string? DisplayName = null, string? UniqueName = null, Guid? AppId = null, bool Restore = false);

/// <summary>A permission as a template asks for it.</summary>
/// <param name="Api">The API; null for the app itself.</param>
/// <param name="Type">Delegated or application.</param>
/// <param name="Name">The name.</param>
/// <param name="Step">The step that it belongs to.</param>
internal sealed record DesignedPermission(Guid? Api, AppPermissionType Type, string Name, string Step);

/// <summary>What a template with its parameters filled in comes to: everything that the guide asks of the tenant, and nothing of what is there.</summary>
internal sealed record AppSpec
{
    public required VendorTemplate Template { get; init; }

    public required VendorInput Input { get; init; }

    /// <summary>The app to register; null where the vendor has registered it.</summary>
    public RegistrationRequest? Registration { get; init; }

    /// <summary>The application (client) ID of the vendor's own app.</summary>
    public Guid? VendorAppId { get; init; }

    /// <summary>The scopes to expose; their ids are made when they are added.</summary>
    public IReadOnlyList<AppApiScope> Scopes { get; init; } = [];

    public IReadOnlyList<DesignedPermission> Permissions { get; init; } = [];

    /// <summary>Permissions that are left out because the tenant doesn't have their API.</summary>
    public IReadOnlyList<DesignedPermission> Unavailable { get; init; } = [];

    /// <summary>The name that was chosen instead of the template's.</summary>
    public string? ChosenName { get; init; }

    public TemplateConsent? Consent { get; init; }

    public TemplateSecret? Secret { get; init; }

    /// <summary>How the secret is described.</summary>
    public string SecretDescription { get; init; } = "";

    public TemplateOwners? Owners { get; init; }

    public IReadOnlyList<string> OwnerNames { get; init; } = [];

    public TemplateAccess? Access { get; init; }

    public IReadOnlyList<string> AssigneeNames { get; init; } = [];

    /// <summary>The steps of the guide that apply.</summary>
    public IReadOnlyList<TemplateStep> Steps { get; init; } = [];

    /// <summary>How the sign-in is proven; null where nothing but a person can.</summary>
    public TemplateFlow? Flow { get; init; }

    public string Vendor => Template.Id;

    /// <summary>The steps that are carried out last, on an app that is complete otherwise.</summary>
    public IReadOnlySet<string> LastSteps => new[] { Consent?.Step, Secret?.Step, Owners?.Step, Access?.Step }.OfType<string>().ToHashSet();

    /// <summary>What to know beforehand.</summary>
    public IReadOnlyList<string> Notes => [.. Template.Notes.Where(note => Input.Holds(note.When)).Select(note => Input.Fill(note.Text))];

    /// <summary>The objects that get owners.</summary>
    public AppOwnerTarget OwnerTarget => (Owners?.Of ?? []).Aggregate((AppOwnerTarget)0, (all, one) => all | (one == TemplateOwned.Application ? AppOwnerTarget.Application : AppOwnerTarget.ServicePrincipal));

    /// <summary>The command that carries the guide out with these parameters.</summary>
    public string InstallCommand()
    {
        var given = from parameter in Template.AllParameters()
                    let values = Input.ValuesOf(parameter.Name)
                    where values.Count > 0 && Input.IsGiven(parameter.Name)
                    select parameter.Type == TemplateParameterType.Switch ? values[0] == "true" ? $" -{parameter.Name}" : "" : $" -{parameter.Name} {string.Join(", ", values.Select(value => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'"))}";
        return $"Install-VendorApp {Vendor}{string.Concat(given)}{Option("DisplayName", ChosenName)}{Option("TemplatePath", Template.NamedFile)}";

        static string Option(string name, string? value) => value is null ? "" : $" -{name} '{value.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    /// <summary>The same without permissions of APIs that the tenant doesn't have.</summary>
    public AppSpec Without(IReadOnlyList<DesignedPermission> unavailable) =>
        this with { Permissions = [.. Permissions.Except(unavailable)], Unavailable = [.. Unavailable, .. unavailable] };

    /// <summary>Whether the app needs something to prove itself with: it signs in by itself, or redeems a user's code on a server.</summary>
    public bool NeedsCredential => Flow == TemplateFlow.ClientCredentials || (Flow == TemplateFlow.AuthorizationCode && Registration?.RedirectUris.Any(uri => uri.Platform == AppPlatform.Web) == true);

    /// <summary>The Application ID URI of an app.</summary>
    public string? IdentifierUriFor(Guid appId) => Template.Api is { } api && Input.Holds(api.When) ? Input.Fill(api.IdentifierUri, name => name == "app.appId" ? appId.ToString() : null) : null;

    /// <summary>Whether the vendor has registered the app in its own tenant.</summary>
    public bool IsVendorApp => VendorAppId is not null;

    /// <summary>Fills a template in.</summary>
    /// <exception cref="AppException">DisplayNameInvalid, UniqueNameInvalid, RedirectUriInvalid, VendorParameterInvalid, VendorParameterMissing.</exception>
    public static AppSpec Of(VendorTemplate template, VendorInput input, AppNaming names)
    {
        var registration = template.Registration is { } wanted && input.Holds(wanted.When) ? Register(template, wanted, input, names) : null;
        var vendorApp = registration is null && template.VendorApp is { } foreign && input.Holds(foreign.When) ? foreign : null;
        if (registration is null && vendorApp is null)
            throw GuideErrors.VendorGuideEmpty(template.Id);
        var secret = registration is not null && template.Secret is { } made && input.Holds(made.When) ? made : null;
        var owners = template.Owners is { } owned && input.Holds(owned.When) ? owned : null;
        var access = template.Access is { } restricted && input.Holds(restricted.When) ? restricted : null;
        return new AppSpec
        {
            Template = template,
            Input = input,
            ChosenName = names.DisplayName,
            Registration = registration,
            VendorAppId = vendorApp is null ? null : Guid.Parse(input.Fill(vendorApp.AppId)),
            Scopes = registration is not null && template.Api is { } api && input.Holds(api.When) ? [.. api.Scopes.Select(scope => Scope(scope, input))] : [],
            Permissions =
            [
                .. from permission in template.Permissions
                   where input.Holds(permission.When)
                   from name in permission.Names.SelectMany(input.Expand)
                   select new DesignedPermission(permission.IsSelf() ? null : Api(permission.Api), permission.Type, name, permission.Step),
            ],
            Consent = template.Consent is { } consent && input.Holds(consent.When) ? consent : null,
            Secret = secret,
            SecretDescription = secret is null ? "" : input.Fill(secret.Description),
            Owners = owners,
            OwnerNames = owners is null ? [] : input.Expand(owners.Who),
            Access = access,
            AssigneeNames = access?.Who is null ? [] : input.Expand(access.Who),
            Steps = [.. template.Steps.Where(step => input.Holds(step.When))],
            Flow = template.SignIn is { } signIn && input.Holds(signIn.When) ? signIn.Flow : null,
        };
    }

    private static RegistrationRequest Register(VendorTemplate template, TemplateRegistration wanted, VendorInput input, AppNaming names)
    {
        var name = RegistrationRules.CheckDisplayName(names.DisplayName ?? input.Fill(wanted.DisplayName));
        var audience = input.Fill(wanted.Audience);
        var variant = input.ValuesOf(VendorTemplate.VariantParameter) is [var chosen] ? template.Variants.First(item => string.Equals(item.Id, chosen, StringComparison.OrdinalIgnoreCase)) : null;
        return new RegistrationRequest
        {
            DisplayName = name,
            UniqueName = names.UniqueName is null ? DefaultUniqueName(name, variant) : RegistrationRules.CheckUniqueName(names.UniqueName),
            Variant = variant is null ? null : new VendorVariant(template.Id, variant.Id, template.Variants.Where(other => other != variant).ToDictionary(other => DefaultUniqueName(name, other), other => other.Id)),
            UniqueNameChosen = names.UniqueName is not null,
            AdoptAppId = names.AppId,
            SignInAudience = Enum.TryParse<AppSignInAudience>(audience, out var parsed) ? parsed : throw GuideErrors.VendorParameterInvalid(template.Id, "SignInAudience", $"can't be '{audience}'"),
            RedirectUris = [.. wanted.RedirectUris.Where(uri => input.Holds(uri.When)).Select(uri => RedirectUriRules.CheckRedirectUri(input.Fill(uri.Uri), uri.Platform)).Distinct()],
            IdTokenIssuance = wanted.IdTokens,
            AccessTokenIssuance = wanted.AccessTokens,
            Restore = names.Restore,
        };
    }

    /// <summary>The variant that is taken where none is named has the name that the app would have without a vendor.</summary>
    private static string DefaultUniqueName(string displayName, TemplateVariant? variant) =>
        RegistrationRules.DefaultUniqueName(displayName) + (variant is null or { Default: true } ? "" : $"-{variant.Id.ToLowerInvariant()}");

    private static AppApiScope Scope(TemplateScope scope, VendorInput input) => new()
    {
        Id = Guid.Empty,
        Value = input.Fill(scope.Value),
        Consent = scope.Consent,
        AdminConsentDisplayName = input.Fill(scope.AdminTitle),
        AdminConsentDescription = input.Fill(scope.AdminText),
        UserConsentDisplayName = scope.UserTitle is null ? null : input.Fill(scope.UserTitle),
        UserConsentDescription = scope.UserText is null ? null : input.Fill(scope.UserText),
    };

    private static Guid Api(string name) => Guid.TryParse(name, out var id) ? id : PermissionCatalogue.Default.FindResource(name)!.AppId;
}
