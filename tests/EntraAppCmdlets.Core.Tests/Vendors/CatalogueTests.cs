using System.Collections;
using EntraAppCmdlets.Aspects.Certificates;
using EntraAppCmdlets.Aspects.Federated;
using EntraAppCmdlets.Aspects.SignIn;
using EntraAppCmdlets.Guides;
using EntraAppCmdlets.Model;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.SignIn;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Vendors;

/// <summary>Every template that the module brings works: it is installed, checked, signed in with, installed again and removed.</summary>
[Trait("Category", "Long")]
public sealed class CatalogueTests
{
    /// <summary>A member of the group that the sandbox has and that the examples assign.</summary>
    private const string User = "alex.weber@contoso.onmicrosoft.com";

    /// <summary>Each way of each template, with what it needs and with all that it offers.</summary>
    public static TheoryData<string, string, bool> Ways()
    {
        var ways = new TheoryData<string, string, bool>();
        foreach (var template in TemplatesFolder.Library.Templates.Select(source => source.Template))
        {
            foreach (var variant in template.Variants.Select(variant => variant.Id).DefaultIfEmpty(""))
            {
                ways.Add(template.Id, variant, false);
                if (template.Parameters.Any(parameter => !IsNeeded(template, parameter) && Applies(template, parameter, Given(variant))))
                {
                    ways.Add(template.Id, variant, true);
                }
            }
        }

        return ways;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_template_is_installed_checked_signed_in_with_installed_again_and_removed(
        string vendor,
        string variant,
        bool everything
    )
    {
        var template = TemplatesFolder.Get(vendor);
        var parameters = Parameters(template, variant, everything);
        using var bench = new TenantBench();

        var installed = await bench.InstallAsync(bench.Guides(template, parameters));
        foreach (var (plan, installation) in installed)
        {
            Assert.DoesNotContain(installation.Steps, step => step.State == VendorAppStepState.Planned);
            Assert.Equal(plan.Guide.Steps.Count(step => step.By == TemplateActor.Person), installation.StepsLeft.Count);
            Assert.All(
                installation.Settings,
                setting => Assert.False(setting.Value is null && setting.From is null, $"{setting.Name} has no value.")
            );
            await ProveAsync(bench, plan, installation);
        }

        Assert.Empty(await bench.InspectAsync(bench.Guides(template, parameters)));

        var mark = bench.Tenant.Requests.Count;
        var again = await bench.InstallAsync(bench.Guides(template, parameters));
        Assert.Empty(bench.WritesSince(mark));
        Assert.All(again, item => Assert.False(item.Plan.HasChanges));
        Assert.Equal(installed.Select(item => item.Installation.AppId), again.Select(item => item.Installation.AppId));

        foreach (var (_, installation) in again.Reverse())
        {
            await bench.Removal.RemoveAsync(installation.App, permanent: true, default);
        }

        Assert.Equal(
            template.Each.Count,
            (await bench.InspectAsync(bench.Guides(template, parameters))).Count(finding =>
                finding.Check is VendorAppCheck.AppMissing or VendorAppCheck.ServicePrincipalMissing
            )
        );
        foreach (var (_, installation) in installed)
        {
            installation.Dispose();
        }
    }

    [Fact]
    public void A_template_is_a_file_of_its_vendors_name_in_small_letters() =>
        Assert.All(
            TemplatesFolder.Library.Templates,
            source => Assert.Equal($"{source.Template.Id.ToLowerInvariant()}.json", Path.GetFileName(source.Path))
        );

    [Fact]
    public void Every_template_says_what_kind_of_product_it_is_for_and_when_its_guide_was_read() =>
        Assert.Empty(
            TemplatesFolder
                .Library.Templates.Where(source =>
                    source.Template is { Kind: VendorAppKind.Other } or { Guide.Date: null } or { Guide.Source: null }
                )
                .Select(source => source.Path)
        );

    [Fact]
    public void Every_parameter_that_must_be_given_has_an_example_that_fits() =>
        Assert.Empty(
            from source in TemplatesFolder.Library.Templates
            from parameter in source.Template.Parameters
            where
                IsNeeded(source.Template, parameter)
                && parameter.Type is not (TemplateParameterType.Guid or TemplateParameterType.Certificate)
                && (parameter.Example is null || ParameterValues.Fault(parameter, parameter.Example) is not null)
            select $"{source.Template.Id} -{parameter.Name}"
        );

    [Fact]
    public void Every_template_has_an_app_name_of_its_own() =>
        Assert.Empty(
            TemplatesFolder
                .Library.Templates.SelectMany(source => source.Template.Each)
                .Where(app => app.Registration is not null)
                .GroupBy(app => app.Registration!.DisplayName)
                .Where(same => same.Count() > 1)
                .Select(same => same.Key)
        );

    [Theory]
    [InlineData("grafanna", "Grafana")]
    [InlineData("argo", "ArgoCD")]
    [InlineData("argo-cd", "ArgoCD")]
    [InlineData("Keycloack", "Keycloak")]
    [InlineData("HashiCorp", "Vault")]
    [InlineData("Cortex", "XSOAR")]
    [InlineData("oauthproxy", "oauth2-proxy")]
    [InlineData("gitlb", "GitLab")]
    [InlineData("Wiki.js", "Wikijs")]
    [InlineData("ranger", "Rancher")]
    public void A_misspelt_vendor_or_the_name_of_its_maker_is_answered_with_the_vendor(string asked, string meant)
    {
        var error = Assert.Throws<AppException>(() => TemplatesFolder.Get(asked));
        Assert.Equal("VendorUnknown", error.ErrorId);
        Assert.Matches($@"Did you mean [^?]*\b{meant}\b[^?]*\?", error.Message);
    }

    /// <summary>Whether a person must give a value: there is no default, or it is made of a parameter that has none. An owner is needed where the guide wants one.</summary>
    private static bool IsNeeded(VendorTemplate template, TemplateParameter parameter) =>
        IsOwner(template, parameter)
        || (
            parameter.Required
            && (
                parameter.Default is not { } value
                || Placeholder
                    .NamesIn(value.ToString())
                    .Any(name => template.Parameters.Any(part => part.Name == name && part.Default is null))
            )
        );

    private static bool IsOwner(VendorTemplate template, TemplateParameter parameter) =>
        template.Each.Any(app => app.Owners?.Who == $"{{{parameter.Name}}}");

    private static bool Applies(VendorTemplate template, TemplateParameter parameter, Hashtable given) =>
        VendorInput.Resolve(template, given, name => name, complete: false).Holds(parameter.When);

    private static Hashtable Given(string variant) =>
        variant.Length > 0 ? VendorBench.Table((VendorTemplate.VariantParameter, variant)) : VendorBench.Table();

    /// <summary>Values as a person would give them: the examples of the template.</summary>
    private static Hashtable Parameters(VendorTemplate template, string variant, bool everything)
    {
        var given = Given(variant);
        foreach (
            var parameter in template.Parameters.Where(parameter =>
                (everything || IsNeeded(template, parameter)) && Applies(template, parameter, given)
            )
        )
        {
            object? value = parameter switch
            {
                { Type: TemplateParameterType.Secret } => null,
                { Type: TemplateParameterType.Certificate } => TestCertificate.Base64,
                { Type: TemplateParameterType.Principal } => IsOwner(template, parameter) ? User : "Security team",
                { Type: TemplateParameterType.Switch } => true,
                { Type: TemplateParameterType.Choice, List: true } => parameter.Choices.Select(choice => choice.Value).ToArray(),
                { Type: TemplateParameterType.Choice } => parameter.Choices[^1].Value,
                { Type: TemplateParameterType.Guid, Example: null } => SandboxTenant.VendorAppId,
                _ => parameter.Example,
            };
            if (value is not null)
            {
                given[parameter.Name] = value;
            }
        }

        return given;
    }

    /// <summary>The app of one way of a template; of several, the one that uses none of the others.</summary>
    internal static async Task<VendorAppInstallation> InstallAsync(TenantBench bench, string vendor, string variant, bool everything)
    {
        var template = TemplatesFolder.Get(vendor);
        return (await bench.InstallAsync(bench.Guides(template, Parameters(template, variant, everything))))[0].Installation;
    }

    /// <summary>Signs in as the vendor's product will.</summary>
    private static async Task ProveAsync(TenantBench bench, GuidePlan plan, VendorAppInstallation installation)
    {
        if (plan.Guide.Flow is not { } flow)
        {
            return;
        }

        // What the product proves itself with besides a secret, only the product has.
        if (plan.Find<CertificatesAspect>() is not null || plan.Find<FederatedCredentialsAspect>() is not null)
        {
            Assert.Null(installation.Secret);
            return;
        }

        if (flow == TemplateFlow.ClientCredentials)
        {
            var asApp = await new VendorInstaller(bench.Work).ProveAsync(plan, installation, default);
            Assert.True(asApp!.Succeeded, asApp.Error);
            return;
        }

        var app = installation.App;
        foreach (var uri in app.Known.RedirectUris.Where(uri => uri.Platform == AppPlatform.Web))
        {
            // An app without permissions signs users in and reads nothing; one for an API of the tenant asks for what it has of that.
            var delegated = app.Known.Permissions.Where(permission => permission.Type == AppPermissionType.Delegated).ToList();
            var request = new AuthorizationRequest
            {
                RedirectUri = uri.Uri,
                LoginHint = User,
                Scopes =
                    delegated.Count == 0 ? ["openid", "profile"]
                    : delegated.Exists(permission => PermissionCatalogue.Default.FindResource(permission.ResourceAppId) is not null) ? []
                    : [.. delegated.Select(permission => $"{permission.ResourceAppId}/{permission.Name}")],
            };
            using var code = await bench.Connection.EmbeddedSignIn!.OpenAsync(request.ToUrl(app, bench.Connection.Cloud), default);
            var result = await new SignInTest(bench.Work).RunAsync(
                app,
                code,
                installation.Secret!.SecretText,
                madeJustNow: true,
                null,
                default
            );
            Assert.True(result.Succeeded, result.Error);
        }
    }
}
