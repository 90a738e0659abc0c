{{- define "sila.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "sila.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{ include "sila.selector" . }}
{{- end -}}

{{- define "sila.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "sila.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}

{{- define "sila.serviceAccount" -}}
{{ .Values.serviceAccount.name | default (include "sila.fullname" .) }}
{{- end -}}

{{- define "sila.secret" -}}
{{- if .Values.secrets.existing -}}
{{ .Values.secrets.existing }}
{{- else -}}
{{ include "sila.fullname" . }}
{{- end -}}
{{- end -}}

{{- define "sila.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{- define "sila.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
fsGroup: 1000
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- /* A deployment of one role. Given: root, name, values, roles, whether it listens for the API. */ -}}
{{- define "sila.deployment" -}}
{{- $root := .root -}}
{{- $values := .values -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "sila.fullname" $root }}-{{ .name }}
  labels:
    {{- include "sila.labels" $root | nindent 4 }}
    app.kubernetes.io/component: {{ .name }}
spec:
  {{- if not .autoscaled }}
  replicas: {{ $values.replicas }}
  {{- end }}
  revisionHistoryLimit: 5
  selector:
    matchLabels:
      {{- include "sila.selector" $root | nindent 6 }}
      app.kubernetes.io/component: {{ .name }}
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxUnavailable: 0
      maxSurge: 1
  template:
    metadata:
      labels:
        {{- include "sila.labels" $root | nindent 8 }}
        app.kubernetes.io/component: {{ .name }}
      annotations:
        checksum/settings: {{ toYaml $root.Values.settings | sha256sum }}
        {{- if not $root.Values.secrets.existing }}
        checksum/secrets: {{ toYaml $root.Values.secrets.values | sha256sum }}
        {{- end }}
        {{- with $values.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      serviceAccountName: {{ include "sila.serviceAccount" $root }}
      automountServiceAccountToken: false
      {{- with $root.Values.imagePullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      securityContext:
        {{- include "sila.podSecurity" $root | nindent 8 }}
      # Sockets are sent away one by one over SILA_DRAIN; then running requests end.
      terminationGracePeriodSeconds: 60
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              {{- include "sila.selector" $root | nindent 14 }}
              app.kubernetes.io/component: {{ .name }}
      containers:
        - name: {{ .name }}
          image: {{ include "sila.image" $root }}
          imagePullPolicy: {{ $root.Values.image.pullPolicy }}
          args: [serve]
          env:
            - name: SILA_ROLES
              value: {{ .roles | quote }}
          envFrom:
            - configMapRef:
                name: {{ include "sila.fullname" $root }}
            - secretRef:
                name: {{ include "sila.secret" $root }}
          ports:
            {{- if .listens }}
            - name: http
              containerPort: 4000
            {{- end }}
            - name: metrics
              containerPort: 9464
          # It migrates where nobody has, and reads its window: that takes a while, and is no reason to end it.
          startupProbe:
            httpGet:
              path: /healthz
              port: metrics
            periodSeconds: 2
            failureThreshold: 90
          livenessProbe:
            httpGet:
              path: /healthz
              port: metrics
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 6
          readinessProbe:
            httpGet:
              path: /readyz
              port: {{ ternary "http" "metrics" .listens }}
            periodSeconds: 3
            timeoutSeconds: 5
            failureThreshold: 2
          {{- with $values.resources }}
          resources:
            {{- toYaml . | nindent 12 }}
          {{- end }}
          securityContext:
            {{- include "sila.containerSecurity" $root | nindent 12 }}
          volumeMounts:
            - name: data
              mountPath: /var/lib/sila
            - name: tmp
              mountPath: /tmp
      volumes:
        # Nothing in it has to last: keys and secrets come from the Secret, everything else is in the database.
        - name: data
          emptyDir: {}
        - name: tmp
          emptyDir: {}
      {{- with $values.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $values.affinity }}
      affinity:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $values.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
{{- end -}}

{{- define "sila.disruption" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "sila.fullname" .root }}-{{ .name }}
  labels:
    {{- include "sila.labels" .root | nindent 4 }}
    app.kubernetes.io/component: {{ .name }}
spec:
  {{- toYaml .values.disruption | nindent 2 }}
  selector:
    matchLabels:
      {{- include "sila.selector" .root | nindent 6 }}
      app.kubernetes.io/component: {{ .name }}
{{- end -}}
