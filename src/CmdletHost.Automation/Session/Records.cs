namespace System.Management.Automation;

public enum ActionPreference
{
    SilentlyContinue = 0, Stop = 1, Continue = 2, Inquire = 3, Ignore = 4, Suspend = 5,
}

public enum ProgressRecordType
{
    Processing,
    Completed,
}

public class ProgressRecord
{
    public ProgressRecord(int activityId, string activity, string statusDescription) =>
        (ActivityId, Activity, StatusDescription) = (activityId, activity, statusDescription);

    public int ActivityId { get; }

    public string Activity { get; set; }

    public string StatusDescription { get; set; }

    public string? CurrentOperation { get; set; }

    public int ParentActivityId { get; set; } = -1;

    public int PercentComplete { get; set; } = -1;

    public int SecondsRemaining { get; set; } = -1;

    public ProgressRecordType RecordType { get; set; }

    public override string ToString() =>
        $"parent = {ParentActivityId} id = {ActivityId} act = {Activity} stat = {StatusDescription} cur = {CurrentOperation} " +
        $"pct = {PercentComplete} sec = {SecondsRemaining} type = {RecordType}";
}

public class InformationRecord
{
    public InformationRecord(object messageData, string? source) => (MessageData, Source) = (messageData, source);

    public object MessageData { get; }

    public string? Source { get; set; }

    public DateTime TimeGenerated { get; set; } = TimeProvider.System.GetLocalNow().DateTime;

    public List<string> Tags { get; } = [];

    public override string ToString() => LanguagePrimitives.ToText(MessageData);
}
