using System.Text.RegularExpressions;

namespace HelpBuilder.Documentation;

/// <summary>Where to read on after the help of a command: the commands beside it, and the page of the documentation that shows it at work.</summary>
/// <param name="commands">All commands of the module.</param>
internal sealed partial class RelatedPages(IReadOnlyCollection<string> commands)
{
    /// <summary>The folder of the pages in the repository.</summary>
    public const string Folder = "docs/";

    /// <summary>How many commands are named: those of the same noun first.</summary>
    private const int Most = 6;

    private static readonly (string Page, string Title, string[] Nouns)[] Pages =
    [
        (
            "first-app",
            "Register a first app",
            [
                "AppTenant",
                "AppTenantPermission",
                "AppRedirectUri",
                "AppGraphPermission",
                "AppApiPermission",
                "AppAdminConsent",
                "AppConsent",
                "AppConsentUrl",
                "AppClientSecret",
                "AppSignIn",
                "VendorAppRegistration",
            ]
        ),
        (
            "guides",
            "From the guides to commands",
            [
                "AppApiScope",
                "AppRole",
                "AppAuthorizedClient",
                "AppIdentifierUri",
                "AppGroupClaim",
                "AppOptionalClaim",
                "AppOwner",
                "AppAssignment",
                "AppDirectoryRole",
                "AppGroupMembership",
                "AppEndpoint",
                "AppAuthorizationUrl",
                "AppAuthorizationCode",
                "AppUserProfile",
                "VendorServicePrincipal",
            ]
        ),
        ("install-a-guide", "Carry out a vendor's guide", ["VendorApp", "VendorAppSetting"]),
        ("templates", "Vendor templates", ["VendorAppTemplate"]),
        ("rotation", "Rotate secrets and certificates", ["AppCertificate", "AppCredential"]),
        ("ci", "CI with federated sign-in", ["AppFederatedCredential"]),
        ("least-privilege", "Least privilege", ["AppPermission", "AppGraphRequest"]),
        ("inventory-and-health", "Inventory and health", ["AppInventory", "AppHealth"]),
        ("copy-an-app", "Copy and compare apps", []),
        ("report", "The report", ["AppReport"]),
        ("undo", "Taking changes back", ["AppChange"]),
    ];

    // Where a command is the subject of another page than the others of its noun.
    private static readonly Dictionary<string, string> Own = new(StringComparer.Ordinal)
    {
        ["Update-AppClientSecret"] = "rotation",
        ["Copy-VendorAppRegistration"] = "copy-an-app",
        ["Compare-VendorAppRegistration"] = "copy-an-app",
        ["Test-VendorAppRegistration"] = "install-a-guide",
    };

    /// <summary>The commands that belong to a command: those of the same noun, then those that its help names.</summary>
    /// <param name="command">The command.</param>
    /// <param name="help">What its help says, examples included.</param>
    public IEnumerable<Link> CommandsOf(string command, string help) =>
        commands
            .Where(other => Noun(other) == Noun(command))
            .Order(StringComparer.Ordinal)
            .Concat(CommandName().Matches(help).Select(match => match.Value).Where(commands.Contains))
            .Where(other => other != command)
            .Distinct()
            .Take(Most)
            .Select(other => new Link(other, ""));

    /// <summary>The page, by its place in the repository; null if no page is of this command.</summary>
    public static Link? PageOf(string command)
    {
        var own = Own.GetValueOrDefault(command);
        var (page, title, _) = Array.Find(Pages, page => own is null ? page.Nouns.Contains(Noun(command)) : page.Page == own);
        return page is null ? null : new Link(title, $"{Folder}{page}.md");
    }

    private static string Noun(string command) => command[(command.IndexOf('-', StringComparison.Ordinal) + 1)..];

    [GeneratedRegex("[A-Z][a-z]+-[A-Z][A-Za-z]+")]
    private static partial Regex CommandName();
}
