using System.Text;
using EntraAppCmdlets.Guides;
using EntraAppCmdlets.Testing;
using EntraAppCmdlets.Tests.Commands;
using EntraAppCmdlets.Tests.Repository;

namespace EntraAppCmdlets.Tests.Vendors;

public sealed class ReservedNameTests
{
    /// <summary>The commands that a template's parameters become parameters of.</summary>
    private static readonly string[] Commands =
    [
        "New-VendorAppRegistration",
        "Install-VendorApp",
        "Export-VendorAppSetting",
        "Test-VendorAppRegistration",
        "Compare-VendorAppRegistration",
        "Uninstall-VendorApp",
    ];

    public static TheoryData<string> Names =>
        [
            .. CompiledCommands
                .All.Where(command => Commands.Contains(command.Name))
                .SelectMany(command => command.Parameters)
                .SelectMany(parameter => parameter.Aliases.Append(parameter.Name))
                // A guide's redirect URI and the command's are the same.
                .Where(name => name != "RedirectUri" && char.IsUpper(name[0]))
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_template_can_not_name_a_parameter_like_one_of_the_commands(string name)
    {
        var text = File.ReadAllText(Checkout.PathOf("module/templates/sekoia.json"))
            .Replace("\"name\": \"AppHost\"", $"\"name\": \"{name}\"", StringComparison.Ordinal)
            .Replace("{AppHost}", $"{{{name}}}", StringComparison.Ordinal);
        var error = Assert.Throws<AppException>(() => TemplateReader.Read("my.json", Encoding.UTF8.GetBytes(text)));
        Assert.Contains($"reserved: '{name}'", error.Message, StringComparison.Ordinal);
    }
}
