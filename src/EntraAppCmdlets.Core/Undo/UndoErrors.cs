using EntraAppCmdlets.Http;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Undo;

/// <summary>Errors about logs of writes that are to be taken back. All of them come before anything is sent.</summary>
internal static class UndoErrors
{
    public static AppException LogNotFound(string path, Exception inner) =>
        new(
            nameof(LogNotFound),
            AppErrorKind.NotFound,
            path,
            $"The log '{path}' doesn't exist. Nothing was sent.",
            "Name the file that Connect-AppTenant -LogPath has written.",
            inner
        );

    public static AppException LogUnreadable(string path, Exception inner) =>
        new(
            nameof(LogUnreadable),
            AppErrorKind.InvalidArgument,
            path,
            $"The log '{path}' can't be read: {inner.Message.TrimEnd('.')}. Nothing was sent.",
            "Check the path, and that you may read the file.",
            inner
        );

    public static AppException LogLineInvalid(string path, int line, Exception? inner) =>
        new(
            nameof(LogLineInvalid),
            AppErrorKind.InvalidArgument,
            path,
            $"Line {line} of '{path}' isn't an entry of a log of writes. Nothing was sent.",
            "Without that line, what the log says is incomplete: restore the file from a copy, or remove the line if you know what it was.",
            inner
        );

    public static AppException LogVersionUnknown(string path, int line, int format) =>
        new(
            nameof(LogVersionUnknown),
            AppErrorKind.InvalidArgument,
            path,
            $"Line {line} of '{path}' has format {format}; this module knows format {JournalEntry.CurrentFormat}. Nothing was sent.",
            "Use the version of the module that has written it, or a newer one."
        );

    public static AppException LogEmpty(string path) =>
        new(
            nameof(LogEmpty),
            AppErrorKind.NotFound,
            path,
            $"The log '{path}' holds no writes. Nothing was sent.",
            "Name the file that Connect-AppTenant -LogPath has written."
        );

    public static AppException LogOfOtherTenant(string path, IEnumerable<string> tenants, AppTenant connected) =>
        new(
            nameof(LogOfOtherTenant),
            AppErrorKind.Connection,
            path,
            $"The log '{path}' holds no writes to {connected}, only to {string.Join(", ", tenants)}. Nothing was sent.",
            "Connect to one of these tenants, or name it with -Tenant."
        );

    public static AppException SinceInFuture(DateTimeOffset since) =>
        new(
            nameof(SinceInFuture),
            AppErrorKind.InvalidArgument,
            since,
            $"-Since {since.UtcDateTime:u} is in the future. Nothing was sent.",
            "Specify the time of the first write that is to be taken back."
        );
}
