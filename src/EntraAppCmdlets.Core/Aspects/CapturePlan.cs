using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets.Aspects;

/// <summary>An app that is there beside a specification that says nothing yet: each aspect says what it has read of it.</summary>
/// <param name="work">The running command.</param>
/// <param name="blank">A part of every kind.</param>
internal sealed class CapturePlan(CommandContext work, AppSpec blank) : AppPlan(work, blank, [])
{
    private readonly List<AppCaptureGap> _gaps = [];

    /// <summary>What the app has and no specification can say.</summary>
    public IReadOnlyList<AppCaptureGap> Gaps => _gaps;

    /// <summary>Says that something of the app is not captured.</summary>
    /// <param name="property">The property or entry.</param>
    /// <param name="value">What it is.</param>
    /// <param name="reason">Why, or what to do instead.</param>
    public void Lacks(string property, string value, string reason) =>
        _gaps.Add(
            new AppCaptureGap
            {
                Property = property,
                Value = value,
                Reason = reason,
            }
        );

    /// <summary>Captures something unless it is one that this module refuses to write.</summary>
    /// <param name="property">The property or entry.</param>
    /// <param name="value">What it is.</param>
    /// <param name="check">Checks it as a person's input.</param>
    public bool Takes(string property, string value, Action check)
    {
        try
        {
            check();
            return true;
        }
        catch (AppException refusal)
        {
            Lacks(property, value, refusal.Message);
            return false;
        }
    }
}
