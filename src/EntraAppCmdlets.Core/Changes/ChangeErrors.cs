using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Changes;

/// <summary>Errors about changes of any kind.</summary>
internal static class ChangeErrors
{
    private const string WithoutQuestion = "To do it without a question, add -Confirm:$false.";

    /// <summary>A command that asks before it changes anything: nobody can be asked about any other input either.</summary>
    /// <param name="words">What would be changed; its first line names it.</param>
    /// <param name="inner">What PowerShell says.</param>
    public static AppException NobodyConfirms(string words, Exception inner) =>
        new(
            nameof(ConfirmationNeeded),
            AppErrorKind.Denied,
            null,
            $"{words.Split('\n')[0].TrimEnd('\r', '.', ':')}. Confirmation is needed, and nobody is there to be asked. Nothing was changed.",
            WithoutQuestion,
            inner
        )
        {
            ConcernsEveryInput = true,
        };

    public static AppException ConfirmationNeeded(AppRegistration app, IReadOnlyList<string> reasons, Exception inner) =>
        new(
            nameof(ConfirmationNeeded),
            AppErrorKind.Denied,
            app,
            $"'{app.DisplayName}' would get control of the tenant ({string.Join("; ", reasons)}), and nobody is there to be asked. Nothing was granted.",
            WithoutQuestion,
            inner
        );

    public static AppException ConfirmationNeeded(AppRegistration app, string what, Exception inner) =>
        new(
            nameof(ConfirmationNeeded),
            AppErrorKind.Denied,
            app,
            $"{what} and would be removed, and nobody is there to be asked. Nothing was changed.",
            WithoutQuestion,
            inner
        );

    /// <summary>A name that was to be removed, is not there, and is likely misspelt.</summary>
    public static AppException NotFound(string errorId, AppRegistration app, string what, string name, IReadOnlyList<string> near) =>
        new(
            errorId,
            AppErrorKind.NotFound,
            name,
            $"'{app.DisplayName}' has no {what} '{Cut.Shorten(name)}'.{(near.Count == 0 ? "" : $" Did you mean {Misspelling.Listed(near)}?")} Nothing was removed.",
            $"Check the spelling: each {what} is compared character by character, and several are given as a list."
        );
}
