using System.Management.Automation;
using System.Reflection;
using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets;

/// <summary>What the commands of the module declare to need.</summary>
internal static class CommandNeeds
{
    /// <summary>All commands by name.</summary>
    internal static IReadOnlyDictionary<string, Type> Commands { get; } =
        typeof(CommandNeeds)
            .Assembly.GetTypes()
            .Where(type => type.IsDefined(typeof(CmdletAttribute), inherit: false))
            .ToDictionary(NameOf, StringComparer.OrdinalIgnoreCase);

    /// <summary>A command's name as it is declared, whatever prefix it was imported with.</summary>
    internal static string NameOf(Type command) =>
        command.GetCustomAttribute<CmdletAttribute>() is { } cmdlet ? $"{cmdlet.VerbName}-{cmdlet.NounName}" : command.Name;

    /// <summary>What a command needs, always first.</summary>
    internal static IReadOnlyList<PermissionNeed> Of(Type command) =>
        [
            .. from attribute in command.GetCustomAttributes<GraphPermissionAttribute>(inherit: false)
            let condition = attribute.When
                ?? (attribute.With.Length > 0 ? $"with {string.Join(" or ", attribute.With.Select(name => "-" + name))}" : null)
            orderby condition is not null
            select new PermissionNeed(condition, attribute.With, attribute.Application, attribute.Delegated, attribute.Roles),
        ];
}
