using EntraAppCmdlets.Graph;

namespace EntraAppCmdlets.Aspects.Groups;

/// <summary>Errors about groups that an app is a member of.</summary>
internal static class GroupErrors
{
    /// <summary>A group that an app can't, or must not in passing, be a member of.</summary>
    public static AppException GroupUnsuitable(GroupResource group, string rule, string cure) =>
        new(
            nameof(GroupUnsuitable),
            AppErrorKind.InvalidArgument,
            group.DisplayName,
            $"An app can't be added to the group '{group.DisplayName}' ({group.Id}): {rule}. Nothing was sent.",
            cure
        );
}
