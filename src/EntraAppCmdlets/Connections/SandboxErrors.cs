namespace EntraAppCmdlets;

/// <summary>Errors about the embedded tenant.</summary>
internal static class SandboxErrors
{
    public static AppException NotForSandbox(string parameter) =>
        new(
            nameof(NotForSandbox),
            AppErrorKind.InvalidArgument,
            parameter,
            $"-{parameter} is for tenants of a cloud; the sandbox is in this process.",
            $"Leave -{parameter} or -Sandbox out."
        );

    public static AppException SandboxSettingInvalid(Exception inner) =>
        new(
            nameof(SandboxSettingInvalid),
            AppErrorKind.InvalidArgument,
            null,
            // .NET adds the name of a parameter in the code, which means nothing to the user.
            inner is ArgumentException { ParamName: { } name }
                ? inner.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal)
                : inner.Message,
            "docs/sandbox.md explains each setting.",
            inner
        );

    public static AppException SandboxFileUnusable(string path, Exception inner) =>
        new(
            nameof(SandboxFileUnusable),
            AppErrorKind.InvalidArgument,
            path,
            $"The file '{path}' can't be used as an embedded tenant: {inner.Message}",
            inner.InnerException is DirectoryNotFoundException ? "Make the folder first, or give another -Path."
                : inner is InvalidDataException
                    ? "Give another -Path, or move the file away to begin with a new tenant. It was not changed."
                : "Give another -Path. It was not changed.",
            inner
        );
}
