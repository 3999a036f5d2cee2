using System.Text.Json.Nodes;
using EntraAppCmdlets.Aspects.Claims;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Guides;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Vendors;

/// <summary>A guide that asks for claims. What holds for every guide is tested with the others.</summary>
public sealed class VendorClaimTests
{
    [Fact]
    public async Task The_installed_app_has_the_claims_and_the_rehearsal_shows_them()
    {
        using var bench = new TenantBench();
        var plan = await bench.PlanVendorAsync("Gateway");
        var rehearsed = new VendorInstaller(bench.Work).Rehearse(plan);
        using var installation = await bench.InstallAsync("Gateway");
        var app = await bench.Reader.GetAsync(installation.AppId, default);

        foreach (var shown in new[] { rehearsed.App, installation.App, app })
        {
            Assert.Equal(AppGroupClaim.SecurityGroup | AppGroupClaim.DirectoryRole, shown.GroupMembershipClaims);
            Assert.Equal(
                [
                    "email (AccessToken)",
                    "email (IdToken)",
                    "groups (IdToken, dns_domain_and_sam_account_name, emit_as_roles)",
                    "upn (IdToken, include_externally_authenticated_upn)",
                ],
                shown.OptionalClaims!.Select(claim => claim.ToString()).Order(StringComparer.Ordinal)
            );
        }

        Assert.Contains(
            "groups SecurityGroup, DirectoryRole",
            installation.Steps.Single(step => step.Guide == "3").Details,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "optional claim email (IdToken)",
            installation.Steps.Single(step => step.Guide == "2").Details,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_app_that_is_there_gets_what_it_lacks_and_keeps_what_it_has()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync(
            "Gateway",
            request => request with { Settings = bench.Guide("Gateway").Spec.Find<RegistrationSpec>()!.Request.Settings }
        );
        await bench.ApplyAsync(
            new ClaimService(bench.Work).PlanAddAsync(
                app,
                [new OptionalClaimRequest("ctry", [AppTokenType.IdToken]), new OptionalClaimRequest("upn", [AppTokenType.IdToken])],
                default
            )
        );
        using var installation = await bench.InstallAsync("Gateway");
        Assert.Equal(
            [
                "ctry (IdToken)",
                "email (AccessToken)",
                "email (IdToken)",
                "groups (IdToken, dns_domain_and_sam_account_name, emit_as_roles)",
                "upn (IdToken, include_externally_authenticated_upn)",
            ],
            (await bench.Reader.GetAsync(installation.AppId, default))
                .OptionalClaims!.Select(claim => claim.ToString())
                .Order(StringComparer.Ordinal)
        );
        Assert.Empty(await InspectAsync(bench, "Gateway"));
    }

    [Fact]
    public async Task A_guide_without_claims_says_nothing_about_those_of_an_app()
    {
        using var bench = new TenantBench();
        using var installation = await bench.InstallAsync("Sekoia");
        await bench.ApplyAsync(
            new ClaimService(bench.Work).PlanGroupsAsync(
                installation.App,
                new GroupClaimRequest { Groups = AppGroupClaim.All, AsRole = true },
                default
            )
        );
        await bench.ApplyAsync(
            new ClaimService(bench.Work).PlanAddAsync(
                installation.App,
                [new OptionalClaimRequest("email", [AppTokenType.IdToken])],
                default
            )
        );
        Assert.Empty(await InspectAsync(bench, "Sekoia"));
    }

    [Theory]
    [InlineData("""{ "step": "claims", "optional": [{ "name": "emial", "tokens": ["IdToken"] }] }""", "Did you mean email")]
    [InlineData("""{ "step": "claims", "optional": [{ "name": "sid", "tokens": ["Saml2Token"] }] }""", "Saml2Token can't contain it")]
    [InlineData("""{ "step": "claims", "groups": { "of": ["None", "All"] } }""", "None can't be combined")]
    [InlineData("""{ "step": "claims", "groups": { "of": ["None"], "asRoles": true } }""", "no groups that could have a form")]
    public void What_Entra_does_not_know_is_a_fault_of_the_template(string claims, string says)
    {
        var error = Assert.Throws<AppException>(() =>
            Changed(json =>
            {
                json["claims"] = JsonNode.Parse(claims);
                json["steps"]!.AsArray().RemoveAt(2);
            })
        );
        Assert.Equal("TemplateInvalid", error.ErrorId);
        Assert.Contains("claim:", error.Message, StringComparison.Ordinal);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_extension_may_be_named_by_a_parameter()
    {
        var template = Changed(json =>
        {
            json["parameters"]!
                .AsArray()
                .Add(JsonNode.Parse("""{ "name": "Extension", "type": "String", "required": true, "help": "The extension." }"""));
            json["claims"]!["optional"]![0] = JsonNode.Parse("""{ "name": "{Extension}", "tokens": ["IdToken"], "source": "user" }""");
        });
        var input = VendorInput.Resolve(template, VendorBench.Table(("Extension", "extension_0123_skypeId")), _ => null);
        Assert.Equal(
            "extension_0123_skypeId",
            VendorGuide.Of(template, input, new AppNaming()).Spec.Find<ClaimsSpec>()!.Claims[0].Claim.Name
        );
    }

    private static VendorTemplate Changed(Action<JsonObject> change)
    {
        var json = JsonNode.Parse(File.ReadAllText(TemplatesFolder.PathOf("Gateway")))!.AsObject();
        change(json);
        return TemplatesFolder.Read(json.ToJsonString());
    }

    private static async Task<IReadOnlyList<VendorAppFinding>> InspectAsync(TenantBench bench, string name) =>
        await new VendorInspector(bench.Work).InspectAsync(bench.Guide(name), null, [], default);
}
