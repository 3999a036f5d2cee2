using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using EntraAppCmdlets.SignIn;
using EntraAppCmdlets.Testing;
using EntraAppCmdlets.Tests.Repository;
using EntraAppCmdlets.Tests.SignIn;

namespace EntraAppCmdlets.Tests.Isolation;

public sealed class IdentityLoaderTests
{
    private static readonly string Folder = Checkout.PathOf("module/bin/identity");

    [Fact]
    public async Task The_libraries_live_in_a_context_of_their_own_and_nothing_of_them_in_the_default_one()
    {
        var provider = await SignedInAsync(new IdentityLoader(Folder));

        var context = AssemblyLoadContext.GetLoadContext(provider.GetType().Assembly)!;
        Assert.Equal("EntraAppCmdlets.Identity", context.Name);
        Assert.NotSame(AssemblyLoadContext.Default, context);
        var own = context.Assemblies.Select(assembly => assembly.GetName().Name).ToList();
        Assert.Contains("Azure.Core", own);
        Assert.Contains("Microsoft.Identity.Client", own);
        Assert.All(context.Assemblies, assembly => Assert.StartsWith(Folder, assembly.Location, StringComparison.Ordinal));

        var names = Directory
            .EnumerateFiles(Folder, "*.dll")
            .Select(Path.GetFileNameWithoutExtension)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        Assert.DoesNotContain(
            AssemblyLoadContext.Default.Assemblies,
            assembly => names.Contains(assembly.GetName().Name!) && !assembly.Location.StartsWith(framework, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Core_and_the_framework_are_shared()
    {
        var provider = await SignedInAsync(new IdentityLoader(Folder));

        Assert.IsAssignableFrom<IIdentityProvider>(provider);
        var context = AssemblyLoadContext.GetLoadContext(provider.GetType().Assembly)!;
        var own = context.Assemblies.Select(assembly => assembly.GetName().Name).ToList();
        Assert.DoesNotContain("EntraAppCmdlets.Core", own);
        Assert.DoesNotContain("System.Net.Http", own);
        // What the libraries bring along is used only where the runtime has an older one.
        Assert.All(
            own,
            name =>
                Assert.True(
                    FrameworkVersion(name!) is not { } version
                        || version < context.Assemblies.Single(assembly => assembly.GetName().Name == name).GetName().Version,
                    $"{name} is older than the runtime's"
                )
        );
    }

    [Fact]
    public async Task No_handler_in_the_process_finds_the_libraries_for_anyone_else()
    {
        await SignedInAsync(new IdentityLoader(Folder));

        Assert.Throws<FileNotFoundException>(() => Assembly.Load("Microsoft.Identity.Client"));
        Assert.Throws<FileNotFoundException>(() => AssemblyLoadContext.Default.LoadFromAssemblyName(new AssemblyName("Azure.Core")));
    }

    [Fact]
    public async Task A_second_loader_shares_nothing_with_the_first()
    {
        var first = await SignedInAsync(new IdentityLoader(Folder));
        var second = await SignedInAsync(new IdentityLoader(Folder));

        Assert.NotSame(first.GetType().Assembly, second.GetType().Assembly);
        Assert.Equal(first.GetType().Assembly.Location, second.GetType().Assembly.Location);
    }

    [Fact]
    public void One_loader_loads_once_and_not_before_it_must()
    {
        var loader = new IdentityLoader(Folder);
        Assert.False(loader.IsLoaded);

        var first = loader.CreateProvider(CloudEnvironment.Global);
        Assert.True(loader.IsLoaded);
        Assert.Same(first.GetType(), loader.CreateProvider(CloudEnvironment.Global).GetType());
    }

    [Fact]
    public void The_native_broker_is_refused_even_if_another_module_has_it()
    {
        var assembly = new IdentityLoader(Folder).CreateProvider(CloudEnvironment.Global).GetType().Assembly;

        var error = Assert.Throws<DllNotFoundException>(() => NativeLibrary.Load("msalruntime", assembly, null));

        Assert.Contains("not part of EntraAppCmdlets", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_neither_ours_nor_the_frameworks_is_not_taken_from_others()
    {
        var provider = new IdentityLoader(Folder).CreateProvider(CloudEnvironment.Global);
        var context = AssemblyLoadContext.GetLoadContext(provider.GetType().Assembly)!;

        // There it is, in the default context of these tests.
        Assert.NotNull(AssemblyLoadContext.Default.LoadFromAssemblyName(new AssemblyName("xunit.assert")));
        Assert.ThrowsAny<IOException>(() => context.LoadFromAssemblyName(new AssemblyName("xunit.assert")));
    }

    [Theory]
    [InlineData("1.0.0.0", true)]
    [InlineData("99.0.0.0", false)]
    public void What_the_framework_has_too_is_taken_from_where_it_is_newer(string version, bool fromRuntime)
    {
        // On an older runtime the libraries' own copies are the newer ones; here one is put beside them.
        using var copy = new TemporaryFolder();
        foreach (var file in Directory.EnumerateFiles(Folder, "*.dll"))
        {
            File.Copy(file, copy.PathOf(Path.GetFileName(file)));
        }

        var own = new PersistedAssemblyBuilder(new AssemblyName($"System.IO.Pipelines, Version={version}"), typeof(object).Assembly);
        own.DefineDynamicModule("System.IO.Pipelines");
        own.Save(copy.PathOf("System.IO.Pipelines.dll"));
        var provider = new IdentityLoader(copy.Path).CreateProvider(CloudEnvironment.Global);
        var context = AssemblyLoadContext.GetLoadContext(provider.GetType().Assembly)!;

        var found = context.LoadFromAssemblyName(new AssemblyName("System.IO.Pipelines"));

        Assert.Equal(
            fromRuntime ? RuntimeEnvironment.GetRuntimeDirectory() : copy.Path + Path.DirectorySeparatorChar,
            Path.GetDirectoryName(found.Location) + Path.DirectorySeparatorChar
        );
    }

    [Fact]
    public void Missing_libraries_are_told_with_the_place_where_they_should_be()
    {
        using var empty = new TemporaryFolder();

        var error = Assert.Throws<SignInException>(() => new IdentityLoader(empty.Path).CreateProvider(CloudEnvironment.Global));

        Assert.Equal("IdentityNotInstalled", error.Error);
        Assert.Contains(empty.PathOf("EntraAppCmdlets.Identity.dll"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_interface_holds_types_of_the_base_library_only()
    {
        var types = typeof(IIdentityProvider)
            .GetMethods()
            .SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType))
            .SelectMany(Parts);

        Assert.All(types, type => Assert.StartsWith("System", type.Assembly.GetName().Name, StringComparison.Ordinal));
    }

    private static IEnumerable<Type> Parts(Type type) => type.GetGenericArguments().SelectMany(Parts).Append(type);

    private static Version? FrameworkVersion(string name)
    {
        var path = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), name + ".dll");
        return File.Exists(path) ? AssemblyName.GetAssemblyName(path).Version : null;
    }

    // Most of the libraries are loaded only when they work.
    private static async Task<IIdentityProvider> SignedInAsync(IdentityLoader loader)
    {
        using var service = new SignInService();
        var provider = loader.CreateProvider(SignInService.Cloud, service);
        var fetch = provider.DeviceCode(SignInService.TenantId, null, [], (_, _, _, _, _) => Task.CompletedTask);
        Assert.NotEmpty((await fetch(SignInService.Scope, false, CancellationToken.None)).Token);
        return provider;
    }
}
