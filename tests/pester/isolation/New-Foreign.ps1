# What other modules bring, made for the tests: libraries of the same names as ours in other versions, with nothing inside that is of use
# to us; and the sign-in service that answers both sides, with a look at the handlers that the process has.
param([string] $Folder, [string[]] $Library, [string[]] $Version)

# Add-Type names assemblies by chance, so the compiler is called itself.
Add-Type -AssemblyName Microsoft.CodeAnalysis.CSharp
$framework = [Microsoft.CodeAnalysis.MetadataReference]::CreateFromFile([object].Assembly.Location)
$kind = [Microsoft.CodeAnalysis.CSharp.CSharpCompilationOptions]::new([Microsoft.CodeAnalysis.OutputKind]::DynamicallyLinkedLibrary)
foreach ($number in $Version) {
    $source = [Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree]::ParseText("[assembly: System.Reflection.AssemblyVersion(""$number"")] public static class Foreign { }")
    $target = (New-Item (Join-Path $Folder $number) -ItemType Directory).FullName
    foreach ($name in $Library) {
        $compilation = [Microsoft.CodeAnalysis.CSharp.CSharpCompilation]::Create(
            $name, [Microsoft.CodeAnalysis.SyntaxTree[]]$source, [Microsoft.CodeAnalysis.MetadataReference[]]$framework, $kind)
        $emitted = [Microsoft.CodeAnalysis.FileSystemExtensions]::Emit($compilation, (Join-Path $target "$name.dll"))
        if (-not $emitted.Success) { throw "$name $number was not compiled: $($emitted.Diagnostics)" }
    }
}

Add-Type -OutputAssembly (Join-Path $Folder 'service.dll') -TypeDefinition @'
using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

public sealed class Service : HttpMessageHandler
{
    private int count;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // The only thing that is read is which clouds there are.
        return Task.FromResult(Answer(request.Method == HttpMethod.Get
            ? "{\"tenant_discovery_endpoint\":\"https://login.microsoftonline.com/x\",\"metadata\":[]}"
            : "{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"token" + ++count + "\"}"));
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        return SendAsync(request, cancellationToken).Result;
    }

    private static HttpResponseMessage Answer(string json)
    {
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
    }
}

public static class Handlers
{
    // Every event of the process and of the default context that can take part in finding assemblies.
    public static string[] OfAssembliesIn(string folder)
    {
        var all = BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public;
        return (from type in new[] { typeof(AssemblyLoadContext), typeof(AppDomain), typeof(AppContext), typeof(Assembly) }
                from field in type.GetFields(all)
                where typeof(Delegate).IsAssignableFrom(field.FieldType)
                let owner = field.IsStatic ? null : type == typeof(AssemblyLoadContext) ? AssemblyLoadContext.Default : type == typeof(AppDomain) ? (object)AppDomain.CurrentDomain : null
                where field.IsStatic || owner != null
                let handler = (Delegate)field.GetValue(owner)
                where handler != null
                from one in handler.GetInvocationList()
                let assembly = one.Method.Module.Assembly
                where !assembly.IsDynamic && assembly.Location.StartsWith(folder, StringComparison.Ordinal)
                select field.Name + ": " + assembly.GetName().Name + " " + one.Method).ToArray();
    }

    // Proof that the look above sees what is there.
    public static string[] WithOneOfMine()
    {
        Func<AssemblyLoadContext, AssemblyName, Assembly> mine = None;
        AssemblyLoadContext.Default.Resolving += mine;
        try { return OfAssembliesIn(typeof(Handlers).Assembly.Location); }
        finally { AssemblyLoadContext.Default.Resolving -= mine; }
    }

    private static Assembly None(AssemblyLoadContext context, AssemblyName name) { return null; }
}
'@
