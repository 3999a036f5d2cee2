using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using TokenFunction = System.Func<
    string,
    bool,
    System.Threading.CancellationToken,
    System.Threading.Tasks.ValueTask<(string Token, System.DateTimeOffset ExpiresOn)>
>;

namespace EntraAppCmdlets.SignIn;

/// <summary>
/// Loads the identity libraries into a context of their own, at the first sign-in that needs them. Other modules bring
/// the same libraries in other versions: nothing of ours is found by them, and nothing of theirs by us. No handler is
/// left behind in the process.
/// </summary>
internal sealed class IdentityLoader
{
    private static readonly Lazy<IdentityLoader> Module = new(() =>
        new IdentityLoader(Path.Combine(Path.GetDirectoryName(typeof(IdentityLoader).Assembly.Location) ?? "", "identity"))
    );

    private readonly Lazy<Assembly> _libraries;

    /// <summary>A loader of its own, with a context of its own.</summary>
    /// <param name="folder">Where the libraries lie. Nothing is read before the first provider is made.</param>
    internal IdentityLoader(string folder) => _libraries = new Lazy<Assembly>(() => Load(folder));

    /// <summary>The module's own, shared by all its connections: code is loaded once, tokens are kept per provider.</summary>
    internal static IdentityLoader Default => Module.Value;

    /// <summary>Whether the libraries are loaded.</summary>
    internal bool IsLoaded => _libraries.IsValueCreated;

    /// <summary>Makes a provider, which shares no tokens with any other.</summary>
    /// <param name="cloud">Where to sign in.</param>
    /// <param name="transport">What carries the requests; null for the libraries' own. Not disposed by the provider.</param>
    /// <exception cref="SignInException">IdentityNotInstalled: the libraries are missing.</exception>
    internal IIdentityProvider CreateProvider(CloudEnvironment cloud, HttpMessageHandler? transport = null) =>
        (IIdentityProvider)Make("AzureIdentityProvider", cloud.Authority, cloud.IsCustom, transport);

    /// <summary>Opens a Key Vault. Nothing is sent yet.</summary>
    /// <param name="address">The vault's address.</param>
    /// <param name="cloud">Where the tokens are from.</param>
    /// <param name="tokens">Gives the token for a scope; true after the last one was refused.</param>
    /// <param name="transport">What carries the requests. Not disposed by the vault.</param>
    /// <exception cref="SignInException">IdentityNotInstalled: the libraries are missing.</exception>
    internal IKeyVault OpenKeyVault(Uri address, CloudEnvironment cloud, TokenFunction tokens, HttpMessageHandler transport) =>
        (IKeyVault)Make("AzureKeyVault", address, cloud.KeyVaultScope, tokens, transport);

    /// <summary>Opens a Key Vault for its certificates. Nothing is sent yet.</summary>
    /// <inheritdoc cref="OpenKeyVault"/>
    internal IKeyVaultCertificates OpenKeyVaultCertificates(
        Uri address,
        CloudEnvironment cloud,
        TokenFunction tokens,
        HttpMessageHandler transport
    ) => (IKeyVaultCertificates)Make("AzureKeyVaultCertificates", address, cloud.KeyVaultScope, tokens, transport);

    private object Make(string type, params object?[] arguments) =>
        Activator.CreateInstance(_libraries.Value.GetType($"EntraAppCmdlets.Identity.{type}", throwOnError: true)!, arguments)!;

    private static Assembly Load(string folder)
    {
        var main = Path.Combine(folder, "EntraAppCmdlets.Identity.dll");
        return File.Exists(main)
            ? new Context(folder).LoadFromAssemblyPath(main)
            : throw new SignInException(
                "IdentityNotInstalled",
                $"The libraries for signing in are missing: there is no file {main}.",
                "Install the module again, or build it with its folder 'identity'."
            );
    }

    private sealed class Context(string folder) : AssemblyLoadContext("EntraAppCmdlets.Identity")
    {
        private static readonly string Runtime = RuntimeEnvironment.GetRuntimeDirectory();

        // What of the folder is for one platform only lies where packages keep it.
        private readonly string[] _folders = OperatingSystem.IsWindows()
            ?
            [
                Path.Combine(folder, "runtimes", "win", "lib", "net8.0"),
                Path.Combine(folder, "runtimes", "win", "lib", "netstandard2.0"),
                folder,
            ]
            : [folder];

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            var core = typeof(IdentityLoader).Assembly;
            if (assemblyName.Name == core.GetName().Name)
            {
                // This very one, whichever context the module is in: the interface is what both sides share.
                return core;
            }

            if (assemblyName.CultureInfo is { Name.Length: > 0 })
            {
                return null;
            }

            var framework = Path.Combine(Runtime, assemblyName.Name + ".dll");
            if (!TryFind(assemblyName.Name!, out var own))
            {
                // The default context would ask every handler in the process next, and one of another module might
                // answer with its own version. Only the framework is shared.
                return File.Exists(framework)
                    ? null
                    : throw new FileNotFoundException(
                        $"{assemblyName.Name} is neither part of the module's identity libraries nor of .NET.",
                        assemblyName.Name
                    );
            }

            // Parts of the framework come along in the version that the libraries were built with. .NET 8 and 9 have older
            // ones, which would be refused; from the same version on the runtime's own is shared, for it is patched with the runtime.
            return File.Exists(framework) && AssemblyName.GetAssemblyName(framework).Version >= AssemblyName.GetAssemblyName(own).Version
                ? null
                : LoadFromAssemblyPath(own);
        }

        // The broker would show windows of the operating system, and isn't shipped; one of another module must not be taken.
        protected override IntPtr LoadUnmanagedDll(string unmanagedDllName) =>
            unmanagedDllName.StartsWith("msalruntime", StringComparison.OrdinalIgnoreCase)
                ? throw new DllNotFoundException("The native sign-in broker is not part of EntraAppCmdlets.")
                : IntPtr.Zero;

        private bool TryFind(string name, [NotNullWhen(true)] out string? path)
        {
            path = Array.Find(_folders, candidate => File.Exists(Path.Combine(candidate, name + ".dll")));
            path = path is null ? null : Path.Combine(path, name + ".dll");
            return path is not null;
        }
    }
}
