using System.Text.Json.Nodes;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.Undo;

/// <summary>A value that writes of the journal have changed: all of them are one step back, to what was there before the first.</summary>
/// <param name="path">The value.</param>
/// <param name="before">What was there before the first write; null for nothing.</param>
/// <param name="first">The first write.</param>
internal sealed class UndoSlot(ValuePath path, JsonNode? before, JournalLine first)
{
    public ValuePath Path => path;

    public JsonNode? Before => before;

    public JournalLine First { get; } = first;

    /// <summary>The last write.</summary>
    public JournalLine Last { get; set; } = first;

    /// <summary>What the last write has left; null for nothing.</summary>
    public JsonNode? After { get; set; }

    /// <summary>Why it can't be taken back.</summary>
    public IrreversibleWrite? Irreversible { get; set; }

    /// <summary>What became of it; null while it is to be taken back.</summary>
    public AppUndoOutcome? Outcome { get; private set; }

    /// <summary>Why it was not taken back.</summary>
    public string? Reason { get; private set; }

    /// <summary>The journal doesn't keep what a certificate or a secret is made of, whoever has removed it.</summary>
    private IrreversibleWrite? Lost =>
        path.Property switch
        {
            DirectoryTarget.Certificates when path.Entry is not null => IrreversibleWrite.CertificateRemoved,
            DirectoryTarget.Secrets => IrreversibleWrite.SecretRemoved,
            _ => null,
        };

    public void Keep(string reason) => (Outcome, Reason) = (AppUndoOutcome.NotUndone, reason);

    public void End(AppUndoOutcome outcome) => (Outcome, Reason) = (outcome, null);

    /// <summary>Whether a value is what the last write has left; a scope or role that a run which was interrupted has disabled to remove it counts as that.</summary>
    public bool IsLeft(JsonNode? current)
    {
        if (JournalValues.Same(After, current))
        {
            return true;
        }

        if (After is not JsonObject left || !DirectoryTarget.Entitlements.Contains(path.Property))
        {
            return false;
        }

        var disabled = left.DeepClone();
        disabled["isEnabled"] = false;
        return JournalValues.Same(disabled, current);
    }

    /// <summary>Compares with what the tenant has now.</summary>
    /// <param name="current">The current value; null for none.</param>
    /// <param name="force">Whether it is set back although somebody has changed it since.</param>
    public void Decide(JsonNode? current, bool force)
    {
        if (JournalValues.Same(before, current))
        {
            End(AppUndoOutcome.AlreadyUndone);
        }
        else if (before is not null && (Irreversible ?? Lost) is { } why)
        {
            Keep(UndoReasons.Of(why));
        }
        else if (JournalValues.IsHidden(before))
        {
            Keep(UndoReasons.NotKept(path));
        }
        else if (!IsLeft(current) && !force)
        {
            Keep(UndoReasons.Changed(path));
        }
    }
}
