using System.Management.Automation;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>
/// How a person names a command of this module: by its name, with wildcards if several are meant, or by the object that Get-Command writes.
/// PowerShell makes one from each of these by itself.
/// </summary>
public sealed class AppCommandReference
{
    /// <summary>A command's name, or a pattern with * and ?.</summary>
    public AppCommandReference(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name.Trim();
    }

    /// <summary>What Get-Command writes: of this module whatever prefix it was imported with.</summary>
    public AppCommandReference(CommandInfo command)
    {
        ArgumentNullException.ThrowIfNull(command);
        var own =
            (command as CmdletInfo)?.ImplementingType is { } type
            && CommandNeeds.Commands.ContainsKey(CommandNeeds.NameOf(type))
            && type.Assembly == typeof(AppCommandReference).Assembly
                ? type
                : null;
        Name = own is null ? command.Name : CommandNeeds.NameOf(own);
        OtherModule = own is null
            ? command.ModuleName is { Length: > 0 } module
                ? module
                : "the session"
            : null;
    }

    /// <summary>The name or pattern.</summary>
    public string Name { get; }

    /// <summary>Where the command is from, if not from this module.</summary>
    internal string? OtherModule { get; }

    /// <summary>The names of the commands of this module that are meant.</summary>
    /// <exception cref="AppException">CommandNotFound, CommandOfOtherModule.</exception>
    internal IReadOnlyList<string> Find()
    {
        if (OtherModule is not null)
        {
            throw ConnectionErrors.CommandOfOtherModule(Name, OtherModule);
        }
        // "EntraAppCmdlets\Get-AppTenant" is how PowerShell itself tells commands of the same name apart.
        var name = Name.StartsWith(ModuleName + '\\', StringComparison.OrdinalIgnoreCase) ? Name[(ModuleName.Length + 1)..] : Name;
        var found = new NamePattern(name).Select(CommandNeeds.Commands.Keys.Order(StringComparer.OrdinalIgnoreCase), command => command);
        return found.Count > 0 ? found : throw ConnectionErrors.CommandNotFound(Name, CommandNeeds.Commands.Keys);
    }

    /// <summary>What the person gave.</summary>
    public override string ToString() => Name;

    private static string ModuleName => typeof(AppCommandReference).Assembly.GetName().Name!;
}
