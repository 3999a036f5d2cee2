using System.Collections;
using EntraAppCmdlets.Aspects;
using EntraAppCmdlets.Guides;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Testing;

/// <summary>The five guides and one of these tests, with the parameters that a customer would give, against an embedded tenant.</summary>
internal static class VendorBench
{
    public static readonly Hashtable None = [];

    /// <summary>A name for each way of each guide.</summary>
    public static IEnumerable<string> Cases =>
        ["authentik", "XSOAR", "XSOAR code", "XSOAR vendor app", "Sekoia", "Auth0", "Auth0 extended", "Invictus", "Gateway", .. Everything];

    /// <summary>The guide that asks for all that there is, with each kind of credential.</summary>
    public static IReadOnlyList<string> Everything { get; } = ["Workshop", "Workshop certificate", "Workshop federated"];

    public static TheoryData<string> AllCases => [.. Cases];

    public static (string Vendor, Hashtable Parameters) Case(string name) =>
        name switch
        {
            "XSOAR" => ("XSOAR", Table(("ApplicationPermission", new[] { "User.Read.All" }))),
            "XSOAR code" => ("XSOAR", Table(("Variant", "AuthorizationCode"), ("RedirectUri", "https://localhost/xsoar"))),
            "XSOAR vendor app" => (
                "XSOAR",
                Table(
                    ("Variant", "VendorApp"),
                    ("VendorAppId", Sandbox.SandboxTenant.VendorAppId),
                    ("ApplicationPermission", new[] { "User.Read.All" })
                )
            ),
            "Sekoia" => ("Sekoia", Table(("AssignTo", new[] { "Security team", "lee.novak@contoso.onmicrosoft.com" }))),
            "Auth0" => ("Auth0", Table(("Auth0Tenant", "contoso"))),
            "Auth0 extended" => (
                "Auth0",
                Table(
                    ("Auth0Domain", "login.contoso.com"),
                    ("AccountTypes", "Multitenant"),
                    ("ExtendedAttribute", new[] { "ExtendedProfile", "SecurityGroups" })
                )
            ),
            "Invictus" => (
                "Invictus",
                Table(("DashboardHost", "contoso-invictus.azurewebsites.net"), ("Owner", new[] { "alex.weber@contoso.onmicrosoft.com" }))
            ),
            "Workshop" => ("Workshop", Workshop()),
            "Workshop certificate" => ("Workshop", Workshop(("Credential", "Certificate"), ("Certificate", TestCertificate.Base64))),
            "Workshop federated" => ("Workshop", Workshop(("Credential", "Federated"))),
            "Gateway" => ("Gateway", Table(("Group", new[] { "Security team" }))),
            _ => (name, None),
        };

    private static Hashtable Workshop(params (string Name, object Value)[] values) =>
        Table([
            ("Operator", new[] { "Security team", "lee.novak@contoso.onmicrosoft.com" }),
            ("Viewer", new[] { "Security team", "Sam Okafor" }),
            ("Owner", new[] { "alex.weber@contoso.onmicrosoft.com" }),
            .. values,
        ]);

    public static Hashtable Table(params (string Name, object Value)[] values)
    {
        var table = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in values)
        {
            table[name] = value;
        }

        return table;
    }

    public static VendorGuide Guide(this TenantBench bench, string name, AppNaming? names = null)
    {
        var (vendor, parameters) = Case(name);
        var template = TemplatesFolder.Get(vendor);
        return VendorGuide.Of(
            template,
            VendorInput.Resolve(template, parameters, new VendorSettings(bench.Connection).OfTenant),
            names ?? new AppNaming()
        );
    }

    public static async Task<GuidePlan> PlanVendorAsync(
        this TenantBench bench,
        string name,
        InstallOptions? order = null,
        AppNaming? names = null
    )
    {
        var trouble = new List<AppException>();
        var plan = await new VendorInstaller(bench.Work).PlanAsync(
            bench.Guide(name, names),
            order ?? new InstallOptions(),
            trouble,
            default
        );
        return trouble.Count > 0 ? throw trouble[0] : plan!;
    }

    public static async Task<VendorAppInstallation> InstallAsync(
        this TenantBench bench,
        string name,
        InstallOptions? order = null,
        AppNaming? names = null
    )
    {
        var installer = new VendorInstaller(bench.Work);
        var plan = await bench.PlanVendorAsync(name, order, names);
        var installation = await installer.ApplyAsync(plan, default);
        installation.SignIn = await installer.ProveAsync(plan, installation, default);
        return installation;
    }
}
