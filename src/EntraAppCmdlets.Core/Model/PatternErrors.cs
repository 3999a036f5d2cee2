namespace EntraAppCmdlets.Model;

/// <summary>Errors about patterns of names.</summary>
internal static class PatternErrors
{
    public static AppException InvalidPattern(string pattern, string rule) =>
        new(
            nameof(InvalidPattern),
            AppErrorKind.InvalidArgument,
            pattern,
            $"'{Cut.Shorten(pattern)}' isn't a valid pattern: {rule}.",
            "Nothing has exactly this name either. Put a backtick (`) before each [ that belongs to the name, or leave out * and ?."
        );
}
