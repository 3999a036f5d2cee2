using System.Diagnostics;
using System.Reflection;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Tests.Repository;

[Trait("Category", "Long")]
public sealed class FormatTests
{
    [Fact]
    public async Task Every_source_is_formatted_alike()
    {
        var tool = typeof(FormatTests)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "CSharpier")
            .Value!;
        ProcessStartInfo start = new("dotnet", [tool, "check", "src", "tests", "tools"])
        {
            WorkingDirectory = Checkout.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"Run `dotnet csharpier format src tests tools`.\n{output}{await errors}");
    }
}
