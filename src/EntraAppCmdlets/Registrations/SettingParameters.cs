using System.Management.Automation;
using EntraAppCmdlets.Changes;

namespace EntraAppCmdlets;

/// <summary>The settings of an app that a command was given: each has a parameter of the setting's name.</summary>
internal static class SettingParameters
{
    /// <summary>The settings that were given.</summary>
    /// <param name="invocation">The command.</param>
    /// <param name="besides">Settings that the command takes care of itself.</param>
    public static IReadOnlyList<(AppSetting Setting, object? Value)> Of(
        InvocationInfo invocation,
        params IReadOnlyCollection<AppSetting> besides
    ) =>
        [
            .. from setting in AppSetting.All.Except(besides)
            where invocation.BoundParameters.ContainsKey(setting.Name)
            select (
                setting,
                invocation.BoundParameters[setting.Name] is SwitchParameter given
                    ? given.IsPresent
                    : invocation.BoundParameters[setting.Name]
            ),
        ];
}
