using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.SignIn;

/// <summary>The clouds that Microsoft runs. A tenant is in exactly one.</summary>
public enum AppCloud
{
    /// <summary>The worldwide cloud.</summary>
    Global,

    /// <summary>US government, L4.</summary>
    USGov,

    /// <summary>US Department of Defense, L5.</summary>
    USGovDoD,

    /// <summary>China, run by 21Vianet.</summary>
    China,
}

/// <summary>Where Microsoft Graph and the sign-in service are reached.</summary>
internal sealed record CloudEnvironment
{
    /// <summary>The worldwide cloud.</summary>
    internal static readonly CloudEnvironment Global = new(
        nameof(AppCloud.Global),
        "https://graph.microsoft.com/",
        "https://login.microsoftonline.com/",
        "vault.azure.net"
    );

    private static readonly CloudEnvironment[] Known =
    [
        Global,
        new(nameof(AppCloud.USGov), "https://graph.microsoft.us/", "https://login.microsoftonline.us/", "vault.usgovcloudapi.net"),
        new(nameof(AppCloud.USGovDoD), "https://dod-graph.microsoft.us/", "https://login.microsoftonline.us/", "vault.usgovcloudapi.net"),
        new(nameof(AppCloud.China), "https://microsoftgraph.chinacloudapi.cn/", "https://login.chinacloudapi.cn/", "vault.azure.cn"),
    ];

    private CloudEnvironment(string name, string graph, string authority, string keyVaultDomain)
        : this(name, new Uri(graph), new Uri(authority), keyVaultDomain) { }

    private CloudEnvironment(string name, Uri graph, Uri authority, string keyVaultDomain)
    {
        Name = name;
        GraphEndpoint = graph;
        Authority = authority;
        KeyVaultDomain = keyVaultDomain;
    }

    /// <summary>Global, USGov, USGovDoD, China, or Custom.</summary>
    internal string Name { get; }

    /// <summary>Microsoft Graph's base address, without the version.</summary>
    internal Uri GraphEndpoint { get; }

    /// <summary>The sign-in service's base address, without the tenant.</summary>
    internal Uri Authority { get; }

    /// <summary>What follows the name of a Key Vault in its address; of the cloud that endpoints of the user's own take the place of.</summary>
    internal string KeyVaultDomain { get; }

    /// <summary>The audience that tokens of other issuers usually have when an app signs in with them.</summary>
    internal string TokenExchangeAudience =>
        Name switch
        {
            nameof(AppCloud.USGov) or nameof(AppCloud.USGovDoD) => "api://AzureADTokenExchangeUSGov",
            nameof(AppCloud.China) => "api://AzureADTokenExchangeChina",
            _ => "api://AzureADTokenExchange",
        };

    /// <summary>The scope of tokens for Key Vaults.</summary>
    internal string KeyVaultScope => $"https://{KeyVaultDomain}/.default";

    /// <summary>Whether an API is Key Vault in one of the clouds.</summary>
    internal static bool IsKeyVault(string resource) =>
        Array.Exists(Known, cloud => string.Equals(resource, $"https://{cloud.KeyVaultDomain}", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the addresses were given by the user: the service's own instance discovery knows nothing of them.</summary>
    internal bool IsCustom => Name == "Custom";

    /// <summary>
    /// The prefix of the names of Graph's permissions. Each sign-in service knows its own Graph by its address; one behind an address that
    /// was given may know it by another, but always by its application id.
    /// </summary>
    internal string GraphResource =>
        IsCustom ? PermissionResource.MicrosoftGraphAppId.ToString() : GraphEndpoint.GetLeftPart(UriPartial.Authority);

    /// <summary>The scope that stands for all permissions granted on Graph.</summary>
    internal string GraphScope => GraphResource + "/.default";

    /// <summary>The cloud of that name.</summary>
    internal static CloudEnvironment Of(AppCloud cloud) => Known[(int)cloud];

    /// <summary>The cloud of that name, without regard to case.</summary>
    /// <exception cref="SignInException">UnknownCloud, with the names that there are.</exception>
    internal static CloudEnvironment Find(string name) =>
        Array.Find(Known, cloud => string.Equals(cloud.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new SignInException(
            "UnknownCloud",
            $"There is no cloud '{name}'.",
            $"Use {string.Join(", ", Known.Select(cloud => cloud.Name))}, or give the endpoints themselves."
        );

    /// <summary>Endpoints of the user's own: another cloud, a substitute, the sandbox as a server. One that is left out is this cloud's.</summary>
    /// <remarks>
    /// Addresses as documents and other tools give them are taken too: an authority that ends with a tenant, and an address of Graph that ends with
    /// a version.
    /// Both are left out, because each request has its own.
    /// </remarks>
    /// <exception cref="SignInException">EndpointInvalid: not absolute, not https (loopback excepted), or with more than a base address.</exception>
    internal CloudEnvironment With(Uri? graph, Uri? authority) =>
        graph is null && authority is null
            ? this
            : new(
                "Custom",
                Check(graph ?? GraphEndpoint, "Graph endpoint", "https://graph.example.com"),
                Check(authority ?? Authority, "authority host", "https://login.example.com"),
                KeyVaultDomain
            );

    private static Uri WithoutKnownPath(Uri uri)
    {
        if (!uri.IsAbsoluteUri || uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            return uri;
        }

        var path = uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return
            path is [var only] && (only is "v1.0" or "beta" || TenantName.IsValid(only))
            || path is [var tenant, "v2.0"] && TenantName.IsValid(tenant)
            ? new Uri(uri.GetLeftPart(UriPartial.Authority) + '/')
            : uri;
    }

    private static Uri Check(Uri uri, string what, string example)
    {
        uri = WithoutKnownPath(uri);
        var rule =
            !uri.IsAbsoluteUri ? "it is not an absolute address"
            : uri.Scheme != Uri.UriSchemeHttps && !(uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)
                ? "only https is safe for tokens (http on this machine excepted)"
            : uri.UserInfo.Length > 0 ? "it must not hold a user or password"
            : uri.AbsolutePath != "/" || uri.Query.Length > 0 || uri.Fragment.Length > 0
                ? "it must be a base address, without a path, query or fragment"
            : null;
        return rule is null
            ? uri
            // Without its user part: that would be a password in an error.
            : throw new SignInException(
                "EndpointInvalid",
                $"The {what} '{(uri.IsAbsoluteUri ? uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.SafeUnescaped) : uri.OriginalString)}' can't be used: {rule}.",
                $"Give an address such as {example}."
            );
    }
}
