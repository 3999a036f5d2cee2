using System.Globalization;
using EntraAppCmdlets.Aspects;
using EntraAppCmdlets.Aspects.AppRoles;
using EntraAppCmdlets.Aspects.Assignments;
using EntraAppCmdlets.Aspects.Claims;
using EntraAppCmdlets.Aspects.Consent;
using EntraAppCmdlets.Aspects.Credentials;
using EntraAppCmdlets.Aspects.DirectoryRoles;
using EntraAppCmdlets.Aspects.ExposedApi;
using EntraAppCmdlets.Aspects.Federated;
using EntraAppCmdlets.Aspects.Groups;
using EntraAppCmdlets.Aspects.Owners;
using EntraAppCmdlets.Aspects.Permissions;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Guides;

/// <summary>A live app as data.</summary>
/// <param name="App">The app as it was read.</param>
/// <param name="Spec">What it is.</param>
/// <param name="Gaps">What it has besides and no specification can say.</param>
/// <param name="Tenant">The tenant that it was read from.</param>
internal sealed record AppCapture(AppRegistration App, AppSpec Spec, IReadOnlyList<AppCaptureGap> Gaps, TenantNames Tenant)
{
    /// <summary>A template that makes an equal app with the values that it holds, and another of the same shape with others.</summary>
    /// <param name="id">How commands name it; null for a name made of the app's.</param>
    /// <param name="day">The day of the export.</param>
    public VendorTemplate ToTemplate(string? id, DateTimeOffset day)
    {
        var texts = new CapturedTexts(Tenant);
        var registration = Spec.Find<RegistrationSpec>() is { } own ? TemplateRegistration.From(own, texts) : null;
        var date = day.UtcDateTime.ToString(TemplateRules.DateFormat, CultureInfo.InvariantCulture);
        var title = App.DisplayName.Trim() is { Length: > 0 } name ? name : App.AppId.ToString();
        var template = new VendorTemplate
        {
            SchemaVersion = VendorTemplate.CurrentVersion,
            Id = id ?? IdOf(App.DisplayName),
            Title = title,
            Description = $"The app '{title}' as it was on {date}.",
            Guide = new TemplateGuide { Title = $"Export of '{title}'", Date = date },
            Steps = texts.Steps,
            Registration = registration,
            VendorApp = Spec.Find<VendorAppSpec>() is { } foreign ? TemplateVendorApp.From(foreign, texts) : null,
            Api = TemplateApi.From(Part<ExposedApiSpec>(), texts),
            Roles = [.. Part<AppRolesSpec>().Roles.Select(item => TemplateRole.From(item.Role, texts))],
            Claims = registration is null ? null : TemplateClaims.From(Part<ClaimsSpec>(), texts),
            Permissions = TemplatePermission.From(Part<PermissionsSpec>(), texts),
            EnterpriseApp = TemplateEnterpriseApp.From(Part<ServicePrincipalSpec>(), texts),
            Consent = TemplateConsent.From(Part<ConsentSpec>(), texts),
            Secret = TemplateSecret.From(Part<CredentialsSpec>(), texts),
            FederatedCredentials =
            [
                .. Part<FederatedCredentialsSpec>().Credentials.Select(item => TemplateFederatedCredential.From(item.Credential, texts)),
            ],
            SeveralCredentials = Part<CredentialsSpec>().Secret is not null && Part<FederatedCredentialsSpec>().Credentials.Count > 0,
            Owners = TemplateOwners.From(Part<OwnersSpec>(), texts),
            DirectoryRoles = TemplateDirectoryRole.From(Part<DirectoryRolesSpec>(), texts),
            GroupMembership = TemplateGroupMembership.From(Part<GroupMembershipSpec>(), texts),
            Access = TemplateAccess.From(Part<AssignmentsSpec>(), texts),
            SignIn = SignIn() is { } signIn ? [signIn] : [],
        };
        // What a person has to do is the last; it is listed after an installation.
        foreach (var (gap, number) in Gaps.Select((gap, i) => (gap, i + 1)))
        {
            texts.Step(
                string.Create(CultureInfo.InvariantCulture, $"by-hand-{number}"),
                "Not captured",
                Cut.To(texts.Constant(gap.ToString()), CapturedTexts.Longest),
                TemplateActor.Person
            );
        }

        return template with
        {
            Settings = Handover(template),
            Formats = [AppSettingFormat.Json, AppSettingFormat.Env],
            Parameters = texts.Parameters,
            Values = texts.Values.Count > 0 ? texts.Values : null,
        };
    }

    /// <summary>What it says with the names of its own tenant replaced, so that apps of two tenants can be compared.</summary>
    public IReadOnlyList<SpecFact> Facts() => SpecComparison.Neutral(Spec.Facts(), Tenant, App.AppId);

    /// <summary>What is not captured as facts, for apps that are both live.</summary>
    public IReadOnlyList<SpecFact> OtherFacts() =>
        SpecComparison.Neutral(Gaps.Select(gap => new SpecFact(gap.Property, gap.Value)), Tenant, App.AppId);

    private T Part<T>()
        where T : SpecPart => Spec.Find<T>()!;

    /// <summary>How the app signs in, as far as what it has shows that.</summary>
    private TemplateSignIn? SignIn()
    {
        if (Part<CredentialsSpec>().Secret is null)
        {
            return null;
        }

        return Part<PermissionsSpec>().Permissions.Any(permission => permission.Type == AppPermissionType.Application)
                ? new TemplateSignIn { Flow = TemplateFlow.ClientCredentials }
            : Spec.Find<RegistrationSpec>()?.Request.RedirectUris.Any(uri => uri.Platform == AppPlatform.Web) == true
                ? new TemplateSignIn { Flow = TemplateFlow.AuthorizationCode }
            : null;
    }

    private static IReadOnlyList<TemplateSetting> Handover(VendorTemplate template) =>
        template.Registration is null
            ? []
            :
            [
                new TemplateSetting { Name = "TenantId", Value = "{tenant.id}" },
                new TemplateSetting { Name = "ClientId", Value = "{app.appId}" },
                .. template.Secret is null
                    ? Array.Empty<TemplateSetting>()
                    : [new TemplateSetting { Name = "ClientSecret", Value = $"{{{Placeholder.SecretText}}}" }],
            ];

    /// <summary>A name of letters, digits and hyphens.</summary>
    private static string IdOf(string displayName)
    {
        var words = new string([.. displayName.Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')]).Split(
            ' ',
            StringSplitOptions.RemoveEmptyEntries
        );
        var id = string.Join('-', words);
        id = id.Length > 0 && char.IsAsciiLetter(id[0]) ? id : $"App-{id}";
        return id[..Math.Min(id.Length, 40)].TrimEnd('-');
    }
}
