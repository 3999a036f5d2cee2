using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.Undo;

/// <summary>Why a write is not taken back, in words.</summary>
internal static class UndoReasons
{
    public const string OldFormat = "the log was written by an earlier version, which didn't keep what was there before";
    public const string Unknown = "what was there before isn't known";
    public const string Gone = "the object no longer exists";
    public const string Deleted = "the object was deleted since then";

    public const string MadeBefore = "an earlier write of the log made what it changed or removed, and is undone";

    public static string Of(IrreversibleWrite why) =>
        why switch
        {
            IrreversibleWrite.SecretRemoved => "the client secret was removed, and its value isn't kept anywhere",
            IrreversibleWrite.CertificateRemoved =>
                "the certificate was removed, and the log doesn't keep certificates; add it again with Add-AppCertificate",
            IrreversibleWrite.RemovedForGood => "the object was removed for good",
            IrreversibleWrite.SecretStored =>
                "the Key Vault keeps the versions of a secret; disable the version there if nobody shall use it",
            IrreversibleWrite.OwnRequest => "it was a request of your own, and what it replaced isn't known",
            IrreversibleWrite.ExistedAlready => "the app existed already, and what it had isn't known",
            _ => Unknown,
        };

    /// <summary>Why a line with a name for its reason is not taken back; null for a line without one.</summary>
    public static string? Of(string? name) =>
        name is null ? null
        : Enum.TryParse<IrreversibleWrite>(name, out var why) ? Of(why)
        : Unknown;

    public static string Changed(ValuePath path) => $"{path} was changed since then";

    public static string NotKept(ValuePath path) => $"the log doesn't keep the value of {path}";

    public static string Stays(string why) => $"the app stays: {why}";
}
