using EntraAppCmdlets.Aspects;
using EntraAppCmdlets.Aspects.AppRoles;
using EntraAppCmdlets.Aspects.Assignments;
using EntraAppCmdlets.Aspects.Claims;
using EntraAppCmdlets.Aspects.Consent;
using EntraAppCmdlets.Aspects.Credentials;
using EntraAppCmdlets.Aspects.ExposedApi;
using EntraAppCmdlets.Aspects.Federated;
using EntraAppCmdlets.Aspects.Owners;
using EntraAppCmdlets.Aspects.Permissions;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Guides;

/// <summary>What a person may say besides the template's own parameters.</summary>
/// <param name="DisplayName">The name of the app; null for the template's.</param>
/// <param name="UniqueName">The name that makes it repeatable; null for one made of the display name.</param>
/// <param name="AppId">The app to go on with, made elsewhere.</param>
/// <param name="Restore">Whether a deleted app of the same unique name is brought back.</param>
internal sealed record AppNaming(string? DisplayName = null, string? UniqueName = null, Guid? AppId = null, bool Restore = false)
{
    /// <summary>The names of one of the apps of a template for several: what was chosen for all of them, followed by its key.</summary>
    public AppNaming For(string? key) =>
        key is null
            ? this
            : this with
            {
                DisplayName = DisplayName is null ? null : $"{DisplayName} {key}",
                UniqueName = UniqueName is null ? null : $"{UniqueName}-{key}",
            };
}

/// <summary>A vendor's guide with its parameters filled in: what the app shall be, and what the guide says besides.</summary>
/// <param name="Template">The template.</param>
/// <param name="Input">The values of its parameters.</param>
/// <param name="Spec">What the app shall be.</param>
internal sealed record VendorGuide(VendorTemplate Template, VendorInput Input, AppSpec Spec)
{
    /// <summary>The names that were chosen instead of the template's.</summary>
    public AppNaming Names { get; private init; } = new();

    /// <summary>The vendor.</summary>
    public string Vendor => Template.Id;

    /// <summary>What the app shall be, with an empty part for everything else that an app can have: others have added what it has of that.</summary>
    public AppSpec Whole =>
        Spec with
        {
            Parts =
            [
                .. Spec.Parts,
                .. new SpecPart[] { new ClaimsSpec(), new OwnersSpec(), new AssignmentsSpec() }.Where(part =>
                    Spec.Parts.All(there => there.GetType() != part.GetType())
                ),
            ],
        };

    /// <summary>Whether the values of the parameters are those of an installation, so that none can be missing.</summary>
    public bool IsInstalled { get; init; }

    /// <summary>The parameters that the app may have been installed with and that weren't specified: without their values, what they brought about looks like an
    /// addition of others. A default that is made of given values counts as given.</summary>
    public IReadOnlyList<string> Unspecified =>
        IsInstalled
            ? []
            :
            [
                .. Template
                    .AllParameters()
                    .Where(parameter =>
                        !Input.IsGiven(parameter.Name) && Input.Holds(parameter.When) && !ParameterUse.Sources(parameter).Any(Input.IsGiven)
                    )
                    .Select(parameter => parameter.Name)
                    .Where(ParameterUse.OfApp(Template).Contains),
            ];

    /// <summary>The steps of the guide that apply.</summary>
    public IReadOnlyList<TemplateStep> Steps => [.. Template.Steps.Where(step => Input.Holds(step.When))];

    /// <summary>How the sign-in is proven; null where nothing but a person can.</summary>
    public TemplateFlow? Flow => Input.Flow;

    /// <summary>What to know beforehand.</summary>
    public IReadOnlyList<string> Notes => [.. Template.Notes.Where(note => Input.Holds(note.When)).Select(note => Input.Fill(note.Text))];

    /// <summary>Fills a template in.</summary>
    /// <exception cref="AppException">DisplayNameInvalid, UniqueNameInvalid, RedirectUriInvalid, VendorParameterInvalid, VendorGuideEmpty, VendorAppsSeveral.</exception>
    public static VendorGuide Of(VendorTemplate template, VendorInput input, AppNaming names)
    {
        if (template.Apps.Count > 0)
        {
            throw GuideErrors.VendorAppsSeveral(template);
        }

        var guide = new VendorGuide(template, input, new AppSpec(template.Id, [])) { Names = names };
        names = names.For(template.Key);
        var registration = template.Registration is { } wanted && input.Holds(wanted.When) ? wanted.ToSpec(template, input, names) : null;
        var vendorApp =
            registration is null && template.VendorApp is { } foreign && input.Holds(foreign.When) ? foreign.ToSpec(template, input) : null;
        // Those that others build upon come first; findings are listed in this order.
        SpecPart?[] parts =
        [
            (SpecPart?)registration ?? vendorApp ?? throw GuideErrors.VendorGuideEmpty(template),
            registration is not null && template.Api is { } api && input.Holds(api.When) ? api.ToSpec(input) : new ExposedApiSpec(),
            new AppRolesSpec
            {
                Roles = registration is null
                    ? []
                    :
                    [
                        .. template
                            .Roles.Where(role => input.Holds(role.When))
                            .Select(role => (role.ToRequest(text => input.Fill(text)), role.Step)),
                    ],
            },
            registration is not null && template.Claims is { } claims && input.Holds(claims.When) ? claims.ToSpec(input) : null,
            new PermissionsSpec
            {
                Permissions =
                [
                    .. template
                        .Permissions.Where(permission => input.Holds(permission.When))
                        .SelectMany(permission => permission.ToWanted(input)),
                ],
            },
            template.EnterpriseApp is { } enterpriseApp && input.Holds(enterpriseApp.When)
                ? enterpriseApp.ToSpec(input)
                : new ServicePrincipalSpec(),
            template.Consent is { } consent && input.Holds(consent.When)
                ? new ConsentSpec { Step = consent.Step, IsAsked = true }
                : new ConsentSpec(),
            guide.Credentials(registration),
            registration is not null && guide.Certificate is { } certificate ? certificate.ToSpec(input) : null,
            registration is not null && guide.FederatedCredentials is { Count: > 0 } federated
                ? new FederatedCredentialsSpec
                {
                    Credentials = [.. federated.Select(item => (item.ToRequest(text => input.Fill(text)), item.Step))],
                }
                : null,
            template.Owners?.ToSpec(input),
            template.Access is { } access && input.Holds(access.When) ? access.ToSpec(input) : null,
            TemplatePermission.ToAuthorizations(template.Permissions, input),
            TemplateDirectoryRole.ToSpec(template.DirectoryRoles, input),
            template.GroupMembership is { } groups && input.Holds(groups.When) ? groups.ToSpec(input) : null,
        ];
        return guide with { Spec = guide.Spec with { Parts = [.. parts.OfType<SpecPart>()] } };
    }

    /// <summary>The certificate that the guide asks for; null for none.</summary>
    private TemplateCertificate? Certificate =>
        Template.Certificate is { } certificate && Input.Holds(certificate.When) ? certificate : null;

    private List<TemplateFederatedCredential> FederatedCredentials =>
        [.. Template.FederatedCredentials.Where(item => Input.Holds(item.When))];

    /// <summary>The command that carries the guide out with these parameters.</summary>
    public string InstallCommand()
    {
        var given =
            from parameter in Template.AllParameters()
            let values = Input.ValuesOf(parameter.Name)
            where values.Count > 0 && Input.IsGiven(parameter.Name)
            select parameter.Type == TemplateParameterType.Switch
                ? values[0] == "true"
                    ? $" -{parameter.Name}"
                    : ""
                : $" -{parameter.Name} {string.Join(", ", values.Select(PowerShellText.Quoted))}";
        return $"Install-VendorApp {Vendor}{string.Concat(given)}{(Names.DisplayName is { } name ? $" -DisplayName {PowerShellText.Quoted(name)}" : "")}{Template.TemplatePathOption}";
    }

    /// <summary>It signs in by itself, or redeems a user's code on a server: both need something to prove itself with.</summary>
    private CredentialsSpec Credentials(RegistrationSpec? registration)
    {
        var secret = registration is not null && Template.Secret is { } made && Input.Holds(made.When) ? made : null;
        return new CredentialsSpec
        {
            Step = secret?.Step ?? "",
            Secret = secret?.ToSpec(Input),
            // What is named besides is looked for by itself.
            IsNeeded =
                Certificate is null
                && FederatedCredentials.Count == 0
                && (
                    Flow == TemplateFlow.ClientCredentials
                    || (
                        Flow == TemplateFlow.AuthorizationCode
                        && registration?.Request.RedirectUris.Any(uri => uri.Platform == AppPlatform.Web) == true
                    )
                ),
        };
    }
}
